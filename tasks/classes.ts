import type { Batch, Metrics } from "../src/lab/index.js";

/** A logit so low that its class has probability 0 exactly, yet finite, so that it times 0 is 0. */
export const NEVER = -1000;

/** The logit of a probability, finite for 0. */
export function logit(probability: number): number {
  return Math.max(NEVER, Math.log(probability));
}

/** Which of the n numbers from `from` on is the largest, the first of equals; -1 when one is NaN. */
export function largest(values: ArrayLike<number>, from: number, n: number): number {
  let best = 0;
  let top = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < n; k++) {
    const value = values[from + k] ?? Number.NaN;
    if (Number.isNaN(value)) return -1;
    if (value > top) [best, top] = [k, value];
  }
  return best;
}

/**
 * accuracy: share of a sequence's scored positions whose largest logit is right; exact: share of sequences with all of
 * them right; over03: share of sequences with a softmax output 0.3 or more away from its target.
 */
export function scoreClasses(y: ArrayLike<number>, { B, target, weight }: Batch): Metrics {
  const Y = target.length / weight.length;
  let [accuracy, exact, over03] = [0, 0, 0];
  for (let b = 0; b < B; b++) {
    let [scored, right, worst] = [0, 0, 0];
    for (let position = b; position < weight.length; position += B) {
      if (weight[position] === 0) continue;
      scored += 1;
      if (largest(y, position * Y, Y) === largest(target, position * Y, Y)) right += 1;
      worst = Math.max(worst, furthest(y, target, position * Y, Y));
    }
    accuracy += right / scored;
    if (right === scored) exact += 1;
    if (!(worst < 0.3)) over03 += 1;
  }
  return { accuracy: accuracy / B, exact: exact / B, over03: over03 / B };
}

/** How far a softmax output is from its target at most; NaN where an output is. */
function furthest(y: ArrayLike<number>, target: Float64Array, from: number, n: number): number {
  const logits = Array.from({ length: n }, (_, i) => y[from + i] ?? Number.NaN);
  const top = Math.max(...logits);
  const powers = logits.map((value) => Math.exp(value - top));
  const sum = powers.reduce((a, b) => a + b);
  return Math.max(...powers.map((power, i) => Math.abs(power / sum - (target[from + i] ?? Number.NaN))));
}
