import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Batch, Task } from "../../src/lab/index.js";
import { stream } from "../../src/rng/index.js";
import { adding, makeTask } from "../../tasks/index.js";
import { at, expectSolvedOnlyBy, fiveErrors, mean, rowLosses } from "./measure.js";

const names = Object.keys(adding.variants);
const make = (variant: string, T = 30) => makeTask("adding", { variant, T });
const fresh = (task: Task, seed: string, B = 4000) => task.sample(stream(1, "test", seed), B);

/** `lasagne` takes the batch mean off its targets, and with it one degree of freedom of B. */
const degrees = (variant: string, B: number) => (variant === "lasagne" ? 1 - 1 / B : 1);
const centred = (variant: string) => variant === "lasagne";
const signed = (variant: string) => variant === "hs97" || variant === "raffel";

interface Row {
  readonly L: number;
  readonly target: number;
  readonly value: (t: number) => number;
  readonly marker: (t: number) => number;
  /** Steps whose marker says "add this". */
  readonly marks: readonly number[];
}

/** Undoes the layout by the published channel order, so that a swapped channel fails every test that reads rows. */
function rows(variant: string, batch: Batch): Row[] {
  return Array.from({ length: batch.B }, (_, b) => rowOf(variant === "pascanu" ? 1 : 0, batch, b));
}

function rowOf(valueChannel: number, { T, B, x, target, weight }: Batch, b: number): Row {
  const scored = [];
  for (let i = b; i < weight.length; i += B) if (at(weight, i) !== 0) scored.push(i);
  const last = at(scored, 0);
  if (scored.length !== 1 || weight[last] !== 1) throw new Error("a row is scored once, with weight 1");
  const L = weight.length === B ? T : (last - b) / B + 1;
  const marker = (t: number) => at(x, (t * B + b) * 2 + 1 - valueChannel);
  const marks = [];
  for (let t = 0; t < L; t++) if (marker(t) > 0) marks.push(t);
  return { L, target: at(target, last), value: (t) => at(x, (t * B + b) * 2 + valueChannel), marker, marks };
}

/** Rows of many batches of one row, for what a variant draws once a batch. */
function independentRows(variant: string, T: number, seed: string, n: number): Row[] {
  const [task, s] = [make(variant, T), stream(1, "test", seed)];
  return Array.from({ length: n }, () => task.sample(s, 1)).flatMap((batch) => rows(variant, batch));
}

const steps = (L: number) => Array.from({ length: L }, (_, t) => t);

describe.each(names)("adding, variant %s", (variant) => {
  it.each([24, 31, 100])("has the baseline that the constant answer reaches, T = %i", (T) => {
    const task = make(variant, T);
    const batch = fresh(task, "baseline", 4000);
    const losses = rowLosses(task, task.memoryless(batch), batch);
    expect(Math.abs(mean(losses) - task.baseline * degrees(variant, 4000))).toBeLessThan(fiveErrors(losses));
  });

  it("cannot be answered better by any constant, nor by one for each length", () => {
    const task = make(variant);
    const perBatch = variant === "pascanu";
    const draw = (seed: string) =>
      perBatch ? independentRows(variant, 30, seed, 6000) : rows(variant, fresh(task, seed, 6000));
    const [seen, held] = [draw("fit"), draw("held out")];
    for (const key of [() => 0, (row: Row) => row.L]) {
      const constants = new Map<number, number>();
      for (const k of new Set(seen.map(key))) {
        constants.set(k, mean(seen.filter((row) => key(row) === k).map((row) => row.target)));
      }
      const losses = held.map((row) => (row.target - (constants.get(key(row)) ?? Number.NaN)) ** 2);
      expect(mean(losses)).toBeGreaterThan(task.baseline * degrees(variant, 6000) - fiveErrors(losses));
    }
  });

  it("is solved exactly by the ideal machine and not at all by the memoryless one", () => {
    for (const T of [24, 101]) {
      const task = make(variant, T);
      const batch = fresh(task, "ideal", 500);
      // A machine that peeks at the target would now answer NaN.
      const hidden = { ...batch, target: batch.target.map(() => Number.NaN) };
      const y = task.ideal(hidden);
      expect(mean(rowLosses(task, y, batch))).toBeLessThanOrEqual(1e-12);
      expectSolvedOnlyBy(y, task.memoryless(hidden), task, batch);
    }
  });

  it("has the plateau of a machine that knows the later operand and guesses the other", () => {
    const task = make(variant);
    const B = 6000;
    const all = rows(variant, fresh(task, "plateau", B));
    const [offset, scale] = signed(variant)
      ? [0.5, 1 / 4]
      : [0, /spectre|pascanu|sutskever/.test(variant) ? 1 / 2 : 1];
    const guessed = signed(variant) ? 0 : 0.5;
    const known = all.map(
      ({ value, marks }) => offset + scale * (value(at(marks, marks.length - 1)) + guessed),
    );
    const shift = centred(variant) ? mean(known) : 0;
    const losses = all.map(({ target }, b) => (target - (at(known, b) - shift)) ** 2);
    expect(task.plateaus).toHaveLength(1);
    const plateau = task.plateaus[0]?.loss ?? Number.NaN;
    expect(Math.abs(mean(losses) - plateau * degrees(variant, B))).toBeLessThan(fiveErrors(losses));
  });

  it.each([24, 31])("states the lag that its sequences have, T = %i", (T) => {
    const task = make(variant, T);
    const lags = independentRows(variant, T, "lag", 10_000).map(({ L, marks }) => L - 1 - at(marks, 0));
    expect(Math.min(...lags)).toBe(task.lag.min);
    expect(Math.max(...lags)).toBe(task.lag.max);
    expect(Math.abs(mean(lags) - task.lag.mean)).toBeLessThan(fiveErrors(lags));
  });

  it("keeps values in their range and pads with nothing that is marked", () => {
    const task = make(variant);
    const batch = fresh(task, "range", 500);
    const all = rows(variant, batch).flatMap(({ L, value }) => steps(L).map(value));
    const [low, high] = centred(variant) ? [-0.5, 0.5] : signed(variant) ? [-1, 1] : [0, 1];
    // The mean that centring takes off is a sample's, a little away from the expectation.
    const slack = centred(variant) ? 0.03 : 0;
    expect(Math.min(...all)).toBeGreaterThanOrEqual(low - slack);
    expect(Math.max(...all)).toBeLessThan(high + slack);
    expect(Math.min(...all)).toBeLessThan(low + 0.01 + slack);
    expect(Math.max(...all)).toBeGreaterThan(high - 0.01 - slack);
    const perRow = /hs97|sutskever|raffel|lasagne/.test(variant);
    expect(task.readout).toBe(perRow ? "every" : "last");
    expect(batch.target).toHaveLength(perRow ? batch.T * 500 : 500);
    expect(batch.T).toBeLessThanOrEqual(task.steps);
    if (!perRow || centred(variant)) return;
    rows(variant, batch).forEach(({ L }, b) => {
      for (let t = L; t < batch.T; t++) {
        expect([at(batch.x, (t * 500 + b) * 2), at(batch.x, (t * 500 + b) * 2 + 1)]).toEqual([0, 0]);
      }
    });
  });

  it("draws the same batch from the same stream and another from the next", () => {
    const task = make(variant);
    const s = stream(1, "again");
    const [a, b] = [task.sample(s, 7), task.sample(s, 7)];
    expect(task.sample(stream(1, "again"), 7)).toEqual(a);
    expect(b).not.toEqual(a);
  });
});

/** Published ranges, written again from the papers and codes: [least, most] of the earlier and the later mark. */
const published: Record<
  string,
  (L: number, T: number) => { earlier: number[]; later: number[]; ends?: number[] }
> = {
  urnn: (L) => ({ earlier: [0, Math.floor(L / 2) - 1], later: [Math.floor(L / 2), L - 1] }),
  spectre: (L) => ({ earlier: [0, Math.floor(L / 2) - 1], later: [Math.floor(L / 2), L - 1] }),
  tcn: (L) => ({ earlier: [0, L - 2], later: [1, L - 1] }),
  orn: (L) => ({ earlier: [0, L - 2], later: [1, L - 1] }),
  scornn: (L) => ({ earlier: [0, Math.floor((L - 1) / 2) - 1], later: [Math.floor((L - 1) / 2), L - 1] }),
  pascanu: (L) => ({
    earlier: [0, Math.floor(L / 10) - 1],
    later: [Math.floor(L / 10), Math.floor(L / 10) + Math.floor(0.4 * L) - 1],
  }),
  lasagne: (L) => ({ earlier: [0, Math.floor(L / 10) - 1], later: [Math.floor(L / 2), L - 1] }),
  sutskever: (L) => ({
    earlier: [1, Math.floor(L / 10)],
    later: [Math.floor(L / 10) + 1, Math.floor(L / 2)],
    ends: [0, L - 3],
  }),
  raffel: (L) => ({ earlier: [1, 9], later: [2, Math.floor(L / 2) - 2], ends: [0, L - 1] }),
  // With the first pair hidden there is one mark only, anywhere in the second's range; see the test below.
  hs97: (L, T) => ({ earlier: [1, 9], later: [2, Math.floor(T / 2) - 1], ends: [0, L - 1] }),
};

const lengths: Record<string, (T: number) => [number, number]> = {
  hs97: (T) => [T, T + Math.floor(T / 10)],
  sutskever: (T) => [T, T + Math.floor(T / 10)],
  raffel: (T) => [T, T + Math.floor(T / 10)],
  lasagne: (T) => [T, T + Math.floor(T / 10) - 1],
  pascanu: (T) => [T, T + Math.floor(T / 10) - 1],
};

describe("marker positions", () => {
  it.each(names)("of %s stay in the published ranges for every T", (variant) => {
    const range = published[variant];
    if (!range) throw new Error(`no published range for ${variant}`);
    const within = (step: number, [least = 0, most = 0]: number[]) => step >= least && step <= most;
    fc.assert(
      fc.property(fc.integer({ min: 24, max: 120 }), fc.integer(), (T, seed) => {
        const [shortest, longest] = lengths[variant]?.(T) ?? [T, T];
        for (const { L, marker, marks } of rows(variant, make(variant, T).sample(stream(seed), 20))) {
          const { earlier, later, ends = [] } = range(L, T);
          expect(L >= shortest && L <= longest).toBe(true);
          if (variant === "hs97" && marks.length === 1)
            expect(within(at(marks, 0), [1, at(later, 1)])).toBe(true);
          else {
            expect(marks).toHaveLength(2);
            expect(within(at(marks, 0), earlier) && within(at(marks, 1), later)).toBe(true);
          }
          if (centred(variant)) continue;
          expect(steps(L).filter((t) => marker(t) === -1)).toEqual(ends);
          expect(steps(L).filter((t) => marker(t) === 0)).toHaveLength(L - ends.length - marks.length);
          expect(marks.every((t) => marker(t) === 1)).toBe(true);
        }
      }),
      { seed: 5, numRuns: 40 },
    );
  });

  it.each(names)("of %s reach both ends of the published ranges, and so do lengths", (variant) => {
    const T = 30;
    const all = independentRows(variant, T, "ends", 12_000);
    const seen = [...new Set(all.map(({ L }) => L))].sort((a, b) => a - b);
    const [shortest, longest] = lengths[variant]?.(T) ?? [T, T];
    expect(seen).toEqual(steps(longest - shortest + 1).map((i) => shortest + i));
    for (const L of seen) {
      const two = all.filter((row) => row.L === L && row.marks.length === 2).map(({ marks }) => marks);
      const extent = (i: number) => {
        const steps = two.map((marks) => at(marks, i));
        return [Math.min(...steps), Math.max(...steps)];
      };
      const { earlier, later } = published[variant]?.(L, T) ?? { earlier: [], later: [] };
      expect([extent(0), extent(1)]).toEqual([earlier, later]);
    }
  });

  it("pascanu draws every length in [T, 1.1 T), one a batch", () => {
    const s = stream(3, "lengths");
    const task = make("pascanu", 50);
    expect([...new Set(Array.from({ length: 200 }, () => task.sample(s, 2).T))].sort()).toEqual([
      50, 51, 52, 53, 54,
    ]);
  });

  it("hs97 hides a mark on the first pair under its -1 and counts that operand as zero", () => {
    const all = rows("hs97", fresh(make("hs97", 100), "hidden", 6000));
    const hidden = all.filter(({ marks }) => marks.length === 1);
    const share = 1 / 10 + 9 / (10 * 49);
    expect(Math.abs(hidden.length / all.length - share)).toBeLessThan(
      5 * Math.sqrt((share * (1 - share)) / 6000),
    );
    for (const { target, value, marks } of hidden) {
      expect(target).toBeCloseTo(0.5 + value(at(marks, 0)) / 4, 12);
    }
  });
});

describe("adding, published numbers", () => {
  it.each([
    ["urnn", 1 / 6, 1 / 12],
    ["tcn", 1 / 6, 1 / 12],
    ["orn", 1 / 6, 1 / 12],
    ["scornn", 1 / 6, 1 / 12],
    ["lasagne", 1 / 6, 1 / 12],
    ["pascanu", 1 / 24, 1 / 48],
    ["sutskever", 1 / 24, 1 / 48],
    ["spectre", 1 / 24, 1 / 48],
    ["raffel", 1 / 24, 1 / 48],
  ])("%s: baseline and plateau", (variant, baseline, plateau) => {
    expect(make(variant).baseline).toBeCloseTo(baseline, 15);
    expect(make(variant).plateaus[0]?.loss).toBeCloseTo(plateau, 15);
  });

  it("hs97: just below 1/24, as the first pair never counts", () => {
    expect(make("hs97", 100).baseline).toBeCloseTo((2 - 1 / 10 - 9 / 490) / 48, 15);
    expect(make("hs97", 1000).baseline).toBeLessThan(1 / 24);
  });

  it("asks for MSE ≤ 0.01 where the target is the sum, for the same share of the baseline elsewhere", () => {
    expect(make("urnn").criteria[0]?.rule).toBe("evaluation MSE ≤ 0.01");
    expect(make("urnn").criteria[0]?.holds({ mse: 0.01 })).toBe(true);
    expect(make("urnn").criteria[0]?.holds({ mse: 0.010001 })).toBe(false);
    expect(make("spectre").criteria[0]?.rule).toBe("evaluation MSE ≤ 0.0025");
  });

  it("scores errors by the published limits", () => {
    const task = make("urnn");
    const batch = fresh(task, "score", 4);
    const y = task.ideal(batch).map((v, b) => v + at([0, 0.03, -0.05, 0.25], b));
    const { mse, over004, over02, maxError } = task.score(y, batch);
    expect(mse).toBeCloseTo((0.03 ** 2 + 0.05 ** 2 + 0.25 ** 2) / 4, 12);
    expect([over004, over02]).toEqual([0.5, 0.25]);
    expect(maxError).toBeCloseTo(0.25, 12);
  });
});

it("adding sequences look as published", async () => {
  const pictures = names.map((variant) => {
    const [row] = rows(variant, make(variant, 24).sample(stream(7, "picture"), 3));
    if (!row) throw new Error("no row");
    const marker = steps(row.L).map((t) => (row.marker(t) > 0 ? "1" : row.marker(t) < -0.5 ? "-" : "."));
    const added = row.marks.map((t) => row.value(t).toFixed(3)).join(" + ");
    return [variant, `  marker ${marker.join("")}`, `  add ${added} -> ${row.target.toFixed(3)}`].join("\n");
  });
  await expect(`${pictures.join("\n")}\n`).toMatchFileSnapshot("golden/adding.txt");
});
