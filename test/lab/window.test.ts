import fc from "fast-check";
import { expect, it } from "vitest";
import { run, windowed, worthOf } from "../../src/lab/index.js";
import { stream } from "../../src/rng/index.js";
import { makeTask } from "../../tasks/index.js";
import { small } from "./small.js";

it("a window is the last k inputs, oldest first, zeros before the beginning; all steps of it is the sequence", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.integer(), (k, seed) => {
      const task = makeTask("parity", { T: 9 });
      const whole = task.sample(stream(seed), 5);
      const part = windowed(task, k).sample(stream(seed), 5);
      expect([part.T, part.x.length, part.target]).toEqual([1, 5 * k, whole.target]);
      for (let b = 0; b < 5; b++)
        for (let i = 0; i < k; i++) {
          const t = 9 - k + i;
          expect(part.x[b * k + i]).toBe(t < 0 ? 0 : whole.x[t * 5 + b]);
        }
    }),
    { seed: 5, numRuns: 30 },
  );
});

it("where every step is asked, a window knows its step, and steps come as often as they are scored", () => {
  const task = makeTask("copy", { T: 6, length: 2, alphabet: 3 });
  const [k, B, X] = [3, 400, task.input];
  const width = k * X + task.steps;
  const { x, target, weight } = windowed(task, k).sample(stream(2), B);
  expect(x.length).toBe(B * width);
  const counts = new Array<number>(task.steps).fill(0);
  for (let row = 0; row < B; row++) {
    const clock = x.subarray(row * width + k * X, (row + 1) * width);
    const t = clock.indexOf(1);
    counts[t] = (counts[t] ?? 0) + 1;
    expect(clock.reduce((a, b) => a + b)).toBe(1);
    // Step s shows the delimiter, class 4, at 7; input i of the window is step t - 2 + i.
    const isDelimiter = [0, 1, 2].map((i) => x[row * width + i * X + 4] === 1);
    expect(isDelimiter).toEqual([0, 1, 2].map((i) => t - 2 + i === 7));
    expect(target.subarray(row * task.output, (row + 1) * task.output).indexOf(1) > 0).toBe(t >= 8);
  }
  expect(weight.every((w) => w === 1)).toBe(true);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(25);
});

it("trains like any task, on a network without states", async () => {
  const task = makeTask("recall", { T: 3 });
  const reached = async (k: number) => {
    const one = windowed(task, k);
    const experiment = small(one, {
      layers: [{ cell: "dense-relu", hidden: 8 }],
      steps: 150,
      batch: 16,
      evaluate: { every: 150, sequences: 200 },
    });
    for await (const record of run(experiment, one))
      if (record.kind === "end") return record.evaluation?.loss ?? Number.NaN;
    return Number.NaN;
  };
  expect(await reached(3)).toBeGreaterThan(0.6);
  expect(await reached(4)).toBeLessThan(0.1);
});

it("says what k inputs are worth: the baseline for none, the floor for all, and which answers are in reach", () => {
  const task = makeTask("recall", { T: 7, alphabet: 4 });
  const { worth, lags, sequences } = worthOf(task, [0, 7, 8], { seed: 1, sequences: 100 });
  expect(worth.map(({ k, within }) => [k, within])).toEqual([
    [0, 0],
    [7, 0],
    [8, 1],
  ]);
  expect(worth.map(({ loss }) => loss)).toEqual([
    expect.closeTo(Math.log(4), 12),
    expect.closeTo(Math.log(4), 12),
    0,
  ]);
  expect([lags.length, sequences]).toEqual([100, 100]);
  const { within: _, lags: __, ...silent } = task;
  expect(worthOf(silent, [0, 1], { seed: 1, sequences: 10 })).toMatchObject({ worth: [], lags: [] });
});
