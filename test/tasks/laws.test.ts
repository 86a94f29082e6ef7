import { describe, expect, it } from "vitest";
import type { Batch, Task } from "../../src/lab/index.js";
import { stream } from "../../src/rng/index.js";
import { families, makeTask } from "../../tasks/index.js";
import { at, expectSolvedOnlyBy, fiveErrors, mean, rowLosses } from "./measure.js";

/** Small settings, so that all of them together take seconds. */
const small: Readonly<Record<string, Record<string, unknown>>> = {
  adding: { T: 24 },
  copy: { T: 9, length: 3, alphabet: 3 },
  multiplication: { T: 24 },
  "temporal-order": { T: 20 },
  // With N = 1 mistakes are common enough for the floor to be measured.
  "two-sequence": { T: 12, N: 1 },
  reber: { T: 14 },
  memorization: { T: 4 },
  "random-permutation": { T: 6, symbols: 5 },
  "selective-copy": { T: 6, alphabet: 3, length: 3 },
  parity: { T: 7 },
  recall: { T: 8, alphabet: 3 },
  digits: { side: 7 },
};

/** Sequences of each task. */
const ROWS = 600;

const cases = Object.values(families).flatMap(({ name, variants }) => {
  const names = Object.keys(variants);
  const options: Record<string, unknown>[] =
    names.length === 0 ? [{}] : names.map((variant) => ({ variant }));
  if (name === "temporal-order") options.push({ bits: 3 }, { bits: 4, variant: "pascanu" });
  return options.map((chosen) => [name, { ...small[name], ...chosen }] as const);
});

/** Rows of many small batches, for what a variant draws once a batch. */
const perBatch = (task: Task) => task.options.variant === "pascanu";
const centred = (task: Task) => task.options.variant === "lasagne";

const draw = (task: Task, seed: string, B: number) => task.sample(stream(1, "laws", seed), B);
const lossesOf = (task: Task, y: Float64Array, batch: Batch) => rowLosses(task, y, batch);
/** The loss as a run measures it, which pools the positions of all rows. */
const lossOf = (task: Task, y: Float64Array, batch: Batch) => mean(lossesOf(task, y, batch));
const within = (task: Task, batch: Batch, k: number): Float64Array => {
  const y = task.within?.(batch, k);
  if (!y) throw new Error(`${task.name} does not say what k steps are worth`);
  return y;
};

describe.each(cases)("%s %o", (name, options) => {
  const task = makeTask(name, options);
  const batch = draw(task, "batch", ROWS);
  const hidden = { ...batch, target: batch.target.map(() => Number.NaN) };

  it("has the stated baseline without inputs and the stated floor with all of them", () => {
    for (const [k, answers, stated] of [
      [0, task.memoryless(hidden), task.baseline],
      [batch.T, task.ideal(hidden), task.floor],
    ] as const) {
      const losses = lossesOf(task, answers, batch);
      // Padding makes the weights of rows differ a little, and with them the error of the mean.
      const slack = fiveErrors(losses) + (centred(task) ? task.baseline / batch.B : 0);
      expect(Math.abs(mean(losses) - stated)).toBeLessThan(slack);
      if (task.within)
        expect(Math.abs(lossOf(task, within(task, hidden, k), batch) - mean(losses))).toBeLessThan(1e-9);
    }
    expect(task.floor).toBeLessThan(task.baseline);
    for (const { loss } of task.plateaus) expect(loss > task.floor && loss < task.baseline).toBe(true);
  });

  it.runIf(task.within)(
    "loses nothing by seeing more, and gains nothing while every lag is out of sight",
    () => {
      const ks = [0, 1, 2, 3, 5, 8, 13, 21, batch.T].filter((k) => k <= batch.T);
      const losses = ks.map((k) => lossesOf(task, within(task, hidden, k), batch));
      losses.slice(1).forEach((now, i) => {
        const gained = now.map((loss, b) => at(losses[i] ?? [], b) - loss);
        expect(mean(gained)).toBeGreaterThan(-fiveErrors(gained));
      });
      const shortest = task.lag.min;
      const blind = lossOf(task, within(task, hidden, Math.min(1, shortest)), batch);
      const stillBlind = lossOf(task, within(task, hidden, shortest), batch);
      // In these, what is near is worth something by itself: the other operand, the next letter, a marker.
      if (!/adding|multiplication|temporal|reber|two-sequence/.test(name) && options.variant !== "variable")
        expect(Math.abs(stillBlind - blind)).toBeLessThan(1e-9);
    },
  );

  it.runIf(task.within)("uses the last k inputs alone", () => {
    if (centred(task)) return;
    for (const k of [1, 3, 6]) {
      const { T, B, weight } = batch;
      const X = task.input;
      const x = batch.x.slice();
      const places: number[] = [];
      for (let b = 0; b < B; b++) {
        let last = task.readout === "last" ? T - 1 : T;
        if (last === T) while (at(weight, --last * B + b) === 0);
        places.push(task.readout === "last" ? b : last * B + b);
        for (let t = 0; t <= last - k; t++) x.fill(0, (t * B + b) * X, (t * B + b) * X + X);
      }
      const [seen, blinded] = [within(task, hidden, k), within(task, { ...hidden, x }, k)];
      const answers = (y: Float64Array) =>
        places.map((p) => Array.from(y.subarray(p * task.output, (p + 1) * task.output)));
      expect(answers(blinded)).toEqual(answers(seen));
    }
  });

  it.runIf(task.lags)("states the lags of its answers", () => {
    const s = stream(1, "laws", "lags");
    const batches = perBatch(task) ? Array.from({ length: ROWS }, () => task.sample(s, 1)) : [batch];
    const lags = batches.flatMap((one) => task.lags?.(one) ?? []);
    expect(lags.length).toBeGreaterThanOrEqual(ROWS);
    expect(lags.reduce((a, b) => Math.min(a, b))).toBeGreaterThanOrEqual(task.lag.min);
    expect(lags.reduce((a, b) => Math.max(a, b))).toBeLessThanOrEqual(task.lag.max);
    // Several answers of a row are not independent.
    const rows = Array.from({ length: ROWS }, (_, i) => {
      const n = lags.length / ROWS;
      return Number.isInteger(n) ? mean(lags.slice(i * n, (i + 1) * n)) : at(lags, i);
    });
    expect(Math.abs(mean(rows) - task.lag.mean)).toBeLessThan(fiveErrors(rows) + 1e-9);
  });

  it("is solved by the ideal machine only, by every criterion", () => {
    expectSolvedOnlyBy(task.ideal(hidden), task.memoryless(hidden), task, batch);
  });

  it("has the shapes it states and is the same for the same stream", () => {
    const s = stream(1, "again");
    const [a, b] = [task.sample(s, 5), task.sample(s, 5)];
    expect(task.sample(stream(1, "again"), 5)).toEqual(a);
    expect(b).not.toEqual(a);
    const scored = task.readout === "every" ? a.T : 1;
    expect(a.T).toBeLessThanOrEqual(task.steps);
    expect([a.x.length, a.target.length, a.weight.length]).toEqual([
      a.T * 5 * task.input,
      scored * 5 * task.output,
      scored * 5,
    ]);
    expect([...a.x, ...a.target].every(Number.isFinite)).toBe(true);
    expect(makeTask(task.name, task.options).baseline).toBe(task.baseline);
  });
});

const countable = cases.filter(([name, options]) => {
  const { loss, within } = makeTask(name, options);
  return loss === "xent" && within;
});

describe.each(countable)("%s %o", (name, options) => {
  it("cannot be answered better from k inputs than it says: counting what followed which inputs finds nothing more", () => {
    const task = makeTask(name, options);
    const [B, Y, k] = [1000, task.output, 2];
    const counts = new Map<string, Float64Array>();
    const visit = (batch: Batch, of: (position: number, context: string) => void) => {
      const last = task.readout === "last";
      for (let position = 0; position < batch.weight.length; position++) {
        if (batch.weight[position] === 0) continue;
        const [t, b] = last ? [batch.T - 1, position] : [Math.floor(position / B), position % B];
        let context = `${t}`;
        for (let s = Math.max(0, t - k + 1); s <= t; s++) {
          const from = (s * B + b) * task.input;
          context += ` ${task.input === 1 ? batch.x[from] : batch.x.subarray(from, from + task.input).indexOf(1)}`;
        }
        of(position, context);
      }
    };
    const [seen, held] = [draw(task, "seen", B), draw(task, "held out", B)];
    visit(seen, (position, context) => {
      const row = counts.get(context) ?? new Float64Array(Y).fill(0.02);
      counts.set(context, row);
      const right = seen.target.subarray(position * Y, (position + 1) * Y).indexOf(1);
      row[right] = at(row, right) + 1;
    });
    const logits = new Float64Array(held.target.length);
    visit(held, (position, context) => {
      counts.get(context)?.forEach((n, i) => {
        logits[position * Y + i] = Math.log(n);
      });
    });
    const stated = lossesOf(task, within(task, held, k), held);
    const counted = lossesOf(task, logits, held);
    const gained = stated.map((loss, b) => loss - at(counted, b));
    expect(mean(gained)).toBeLessThan(fiveErrors(gained) + 1e-9);
  });
});
