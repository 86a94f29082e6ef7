import { describe, expect, it } from "vitest";
import type { Batch, Task } from "../../src/lab/index.js";
import { stream } from "../../src/rng/index.js";
import { copy, makeTask } from "../../tasks/index.js";
import { at, expectSolvedOnlyBy, fiveErrors, mean, rowLosses } from "./measure.js";

const names = Object.keys(copy.variants);
const scalar = /tcn|hdetach|nnrnn|spectre/;
const make = (variant: string, options: Record<string, unknown> = {}) =>
  makeTask("copy", { variant, T: variant === "orhan" ? 34 : 14, ...options });
const fresh = (task: Task, seed: string, B: number) => task.sample(stream(1, "test", seed), B);

/** The classes that a [T, B, width] array shows in row b, -1 where the position is not scored. */
function classes(values: Float64Array, { T, B, weight }: Batch, b: number, scored: boolean): number[] {
  const width = values.length / (T * B);
  return Array.from({ length: T }, (_, t) => {
    const position = t * B + b;
    if (scored && at(weight, position) === 0) return -1;
    const cell = values.subarray(position * width, (position + 1) * width);
    return width === 1 ? at(cell, 0) : cell.indexOf(1);
  });
}

describe.each(names)("copy, variant %s", (variant) => {
  it.each([
    {},
    { alphabet: 3, length: 4, encoding: "one-hot" },
    { alphabet: 2, length: 1, encoding: "scalar" },
  ])("has the baseline that its memoryless answer reaches, %o", (options) => {
    const task = make(variant, options);
    const batch = fresh(task, "baseline", 1500);
    const losses = rowLosses(task, task.memoryless(batch), batch);
    expect(Math.abs(mean(losses) - task.baseline)).toBeLessThan(fiveErrors(losses));
  });

  it("cannot be answered better by any fixed answer for each step", () => {
    const task = make(variant, { alphabet: 3, length: 4 });
    const [seen, held] = [fresh(task, "fit", 2500), fresh(task, "held out", 2500)];
    const Y = task.output;
    const counts = new Float64Array(seen.T * Y).fill(0.5);
    seen.target.forEach((one, i) => {
      const cell = Math.floor(i / (seen.B * Y)) * Y + (i % Y);
      counts[cell] = at(counts, cell) + one;
    });
    const logits = held.target.map((_, i) =>
      Math.log(at(counts, Math.floor(i / (held.B * Y)) * Y + (i % Y))),
    );
    const losses = rowLosses(task, logits, held);
    expect(mean(losses)).toBeGreaterThan(task.baseline - fiveErrors(losses));
    expect(mean(losses)).toBeLessThan(task.baseline * 1.02 + fiveErrors(losses));
  });

  it.each(["one-hot", "scalar"])("is solved exactly by the ideal machine only, %s", (encoding) => {
    const task = make(variant, { encoding });
    const batch = fresh(task, "ideal", 200);
    // A machine that peeks at the target would now find no class at all.
    const hidden = { ...batch, target: batch.target.map(() => Number.NaN) };
    const y = task.ideal(hidden);
    expect(mean(rowLosses(task, y, batch))).toBeLessThanOrEqual(1e-12);
    expect(task.score(y, batch)).toEqual({ recall: 1, exact: 1, whole: 1, accuracy: 1 });
    expectSolvedOnlyBy(y, task.memoryless(hidden), task, batch);
  });

  it("recalls every symbol after the stated lag, in order, and scores what it says", () => {
    const task = make(variant);
    const batch = fresh(task, "lag", 1500);
    const lags = Array.from({ length: batch.B }, (_, b) => {
      const shown = classes(batch.x, batch, b, false).slice(0, 10);
      const answers = classes(batch.target, batch, b, true);
      const start = answers.findIndex((c) => c > 0);
      expect(answers.slice(start, start + 10)).toEqual(shown);
      const quiet = [...answers.slice(0, start), ...answers.slice(start + 10)];
      expect(quiet.every((c) => c === (/s4|hippo/.test(variant) ? -1 : 0))).toBe(true);
      return start;
    });
    expect(Math.min(...lags)).toBe(task.lag.min);
    expect(Math.max(...lags)).toBe(task.lag.max);
    expect(Math.abs(mean(lags) - task.lag.mean)).toBeLessThan(fiveErrors(lags));
  });

  it("has the shapes it states, and its own encoding unless told otherwise", () => {
    const task = make(variant);
    const batch = fresh(task, "shape", 3);
    expect(batch.T).toBe(task.steps);
    expect(batch.x).toHaveLength(batch.T * 3 * task.input);
    expect(batch.target).toHaveLength(batch.T * 3 * task.output);
    expect(task.input).toBe(scalar.test(variant) ? 1 : 10);
    expect(task.output).toBe(/tcn|janet|s4|hippo/.test(variant) ? 10 : 9);
    expect(task.options).toMatchObject({ variant, encoding: scalar.test(variant) ? "scalar" : "one-hot" });
    expect(makeTask("copy", task.options).baseline).toBe(task.baseline);
  });

  it("draws the same batch from the same stream and another from the next", () => {
    const task = make(variant);
    const s = stream(1, "again");
    const [a, b] = [task.sample(s, 7), task.sample(s, 7)];
    expect(task.sample(stream(1, "again"), 7)).toEqual(a);
    expect(b).not.toEqual(a);
  });
});

describe("copy, published numbers", () => {
  it.each([
    [100, 0.173287],
    [200, 0.09452],
    [300, 0.064983],
    [500, 0.039989],
    [1000, 0.020387],
    [2000, 0.010294],
  ])("urnn at T = %i has baseline %f", (T, baseline) => {
    expect(makeTask("copy", { T }).baseline).toBeCloseTo(baseline, 6);
    expect(makeTask("copy", { T }).baseline).toBeCloseTo((10 * Math.log(8)) / (T + 20), 15);
    expect(makeTask("copy", { T, variant: "tcn" }).baseline).toBeCloseTo(baseline, 6);
  });

  it("generalises: S ln K over the scored steps", () => {
    const sizes = { T: 50, alphabet: 5, length: 7 };
    const baseline = (variant: string) => makeTask("copy", { ...sizes, variant }).baseline;
    expect(baseline("urnn")).toBeCloseTo((7 * Math.log(5)) / 64, 14);
    expect(baseline("janet")).toBeCloseTo((7 * Math.log(5)) / 65, 14);
    expect(baseline("orhan")).toBeCloseTo((7 * Math.log(5)) / 50, 14);
    expect(baseline("s4")).toBe(Math.log(5));
    expect(makeTask("copy", { variant: "s4" }).baseline).toBeCloseTo(2.0794, 4);
  });

  it("variable delay costs more than a known one, and less than its start costs in full", () => {
    const known = makeTask("copy", { T: 50 }).baseline;
    const unknown = makeTask("copy", { T: 50, variant: "variable" }).baseline;
    expect(unknown).toBeGreaterThan(known);
    expect(unknown).toBeLessThan(Math.log(9));
  });

  it.each([
    ["urnn", 120, 110],
    ["exprnn", 120, 110],
    ["tcn", 120, 110],
    ["janet", 121, 111],
    ["orhan", 100, 90],
    ["s4", 120, 110],
    ["hippo", 120, 110],
  ])("%s at T = 100 has %i steps and lag %i", (variant, steps, lag) => {
    const task = makeTask("copy", { variant });
    expect(task.steps).toBe(steps);
    expect(task.lag).toEqual({ min: lag, mean: lag, max: lag });
  });

  it("chance is 1/8 on the recall steps and (T + 10 + 10/8)/(T + 20) over all", () => {
    const task = makeTask("copy");
    const batch = fresh(task, "chance", 500);
    const { recall = 0, exact, accuracy = 0 } = task.score(task.memoryless(batch), batch);
    expect(Math.abs(recall - 1 / 8)).toBeLessThan(5 * Math.sqrt((1 / 8) * (7 / 8) * (1 / 5000)));
    expect(accuracy).toBeCloseTo((110 + 10 * recall) / 120, 12);
    expect(exact).toBe(0);
  });
});

it("copy sequences look as published", async () => {
  const sign = (c: number) => (c === -1 ? " " : c === 0 ? "." : String(c));
  const pictures = names.map((variant) => {
    const T = variant === "orhan" ? 11 : 5;
    const task = makeTask("copy", { variant, T, length: 3, alphabet: 4 });
    const batch = task.sample(stream(7, "picture"), 2);
    const input = classes(batch.x, batch, 1, false).map((c) => (c === 5 || c === -1 ? ">" : sign(c)));
    const target = classes(batch.target, batch, 1, true).map(sign);
    return `${variant}, ${task.input} in, ${task.output} out\n  input  ${input.join("")}\n  target ${target.join("")}`;
  });
  await expect(`${pictures.join("\n")}\n`).toMatchFileSnapshot("golden/copy.txt");
});

it("spectre shows the delimiter as -1, the other scalar variants as the next whole number", () => {
  const least = (variant: string) => Math.min(...fresh(make(variant), "code", 2).x);
  const most = (variant: string) => Math.max(...fresh(make(variant), "code", 2).x);
  expect([least("spectre"), most("nnrnn"), most("tcn"), least("tcn")]).toEqual([-1, 9, 9, 0]);
});
