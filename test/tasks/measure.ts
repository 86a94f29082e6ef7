import { expect } from "vitest";
import type { Batch, Task } from "../../src/lab/index.js";

/** Reads a number that must be there. */
export function at(values: ArrayLike<number>, i: number): number {
  const value = values[i];
  if (value === undefined) throw new RangeError(`index ${i} of ${values.length}`);
  return value;
}

/** The loss of each row [B], so that their mean is the loss of the batch: Σ weight · ℓ / Σ weight. */
export function rowLosses(task: Task, y: Float64Array, batch: Batch): number[] {
  const { B, target, weight } = batch;
  const Y = task.output;
  const total = weight.reduce((a, b) => a + b);
  const losses = new Array<number>(B).fill(0);
  weight.forEach((w, position) => {
    if (w === 0) return;
    const loss = task.loss === "mse" ? squared(y, target, position) : xent(y, target, position, Y);
    losses[position % B] = at(losses, position % B) + (loss * w * B) / total;
  });
  return losses;
}

function squared(y: Float64Array, target: Float64Array, i: number): number {
  return (at(y, i) - at(target, i)) ** 2;
}

function xent(y: Float64Array, target: Float64Array, position: number, Y: number): number {
  const [from, to] = [position * Y, (position + 1) * Y];
  let top = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) top = Math.max(top, at(y, i));
  let [sum, asked] = [0, Number.NaN];
  for (let i = from; i < to; i++) {
    sum += Math.exp(at(y, i) - top);
    if (target[i] === 1) asked = at(y, i);
  }
  return top + Math.log(sum) - asked;
}

export function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((a, b) => a + b, 0) / values.length;
}

/** Five standard errors of the mean of the sample, and rounding. */
export function fiveErrors(values: ArrayLike<number>): number {
  const m = mean(values);
  const variance = Array.from(values).reduce((a, v) => a + (v - m) ** 2, 0) / (values.length - 1);
  return 5 * Math.sqrt(variance / values.length) + 1e-12;
}

/** Every criterion holds for the answers `y`, and neither for a guess, nor for answers that broke, nor for none. */
export function expectSolvedOnlyBy(y: Float64Array, guess: Float64Array, task: Task, batch: Batch): void {
  const broken = y.map(() => Number.NaN);
  expect(task.criteria.length).toBeGreaterThan(0);
  for (const { rule, holds } of task.criteria) {
    expect(holds(task.score(y, batch)), rule).toBe(true);
    expect(holds(task.score(guess, batch)), rule).toBe(false);
    expect(holds(task.score(broken, batch)), rule).toBe(false);
    expect(holds({}), rule).toBe(false);
  }
}
