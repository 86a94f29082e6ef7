import { z } from "zod";
import type { Batch, Criterion, Metrics, Task, TaskFamily } from "../src/lab/index.js";
import { hiddenShare, operandVariance } from "./adding/law.js";
import { checkLength, eachMarked, markedTask } from "./adding/sequence.js";
import { type AddingVariant, addingVariants } from "./adding/variants.js";
import { oneOf, resolve, whole } from "./options.js";

const options = z.strictObject({
  T: whole("T", 2, 100_000).default(100).describe("sequence length (the shortest, where lengths vary)"),
  variant: oneOf(addingVariants).default("urnn").describe("which published variant to follow"),
});

/**
 * The adding problem: one channel of random values, one of markers; at the end give the (scaled) sum of the two marked
 * values.
 *
 * Source    Hochreiter & Schmidhuber 1997, "Long Short-Term Memory", sec. 5.4; the variants name their own.
 * Shapes    x [T, B, 2], target [1, B, 1]; where rows differ in length target [T, B, 1], weight 1 on each row's last step.
 * Baseline  An answer that reads no input is a constant, the best one the mean of the target; its loss is the variance
 *           of the target. The operands are independent, so 2 · (scale · width)² / 12: 1/6 for a sum of two U[0, 1]
 *           (not the often copied 0.1767), 1/24 for their mean or for `raffel`. In `hs97` an operand counts as zero with
 *           probability p (see hiddenShare): (2 - p)/48, just below the usual 1/24.
 *           `lasagne` takes the batch mean off the target: the best constant is 0 and its expected loss (1 - 1/B)/6,
 *           stated here as 1/6, its limit. No row can know that batch mean, so a network that sees one row at a time
 *           stays about 1/(6B) above the floor; `ideal` reads the whole batch.
 * Plateau   One operand learnt, the other guessed: the variance of one operand, 1/12 for a sum of two U[0, 1].
 *
 * A machine that looks at the last step only would win at most 1/(6T) where a marker may lie there: it is not counted.
 */
export const adding: TaskFamily = {
  name: "adding",
  summary: "add the two marked values of a long random sequence",
  cite: "hochreiter1997",
  options,
  variants: Object.fromEntries(Object.entries(addingVariants).map(([name, v]) => [name, v.summary])),
  create(given) {
    const chosen = resolve("adding", options, given);
    return addingTask(addingVariants[chosen.variant], chosen);
  },
};

function addingTask(v: AddingVariant, chosen: { readonly T: number; readonly variant: string }): Task {
  const { T } = chosen;
  checkLength("adding", v, chosen);
  const hidden = hiddenShare(v, T);
  const baseline = (2 - hidden) * operandVariance(v);
  return Object.freeze<Task>({
    name: "adding",
    options: Object.freeze(chosen),
    ...markedTask(v, T, (operands) => v.offset + v.scale * sum(operands)),
    baseline,
    plateaus: [{ name: "one operand learnt", loss: (1 - hidden) * operandVariance(v) }],
    criteria: criteria(baseline),
    score: scoreErrors,
    ideal: (batch) => ideal(v, batch),
    memoryless: (batch) => new Float64Array(batch.target.length).fill(v.centred ? 0 : constantAnswer(v)),
    within: (batch, k) => within(v, batch, k),
  });
}

/** The solved rules; the default asks for the same share of the baseline, 6 %, whatever the scale of the target. */
function criteria(baseline: number): readonly Criterion[] {
  const limit = (6 * baseline) / 100;
  return [
    {
      name: "mse",
      rule: `evaluation MSE ≤ ${Number(limit.toPrecision(3))}`,
      cite: "arjovsky2016",
      holds: ({ mse = Number.NaN }) => mse <= limit,
    },
    {
      name: "hs97",
      rule: "absolute error below 0.04 on every evaluation sequence",
      cite: "hochreiter1997",
      holds: ({ over004 }) => over004 === 0,
    },
    {
      name: "sutskever",
      rule: "absolute error of 0.04 or more on less than 1 % of the evaluation sequences",
      cite: "martens2011",
      holds: ({ over004 = Number.NaN }) => over004 < 0.01,
    },
    {
      name: "pascanu",
      rule: "squared error of 0.04 or more (absolute 0.2) on less than 1 % of the evaluation sequences",
      cite: "pascanu2013",
      holds: ({ over02 = Number.NaN }) => over02 < 0.01,
    },
    {
      name: "raffel",
      rule: "absolute error below 0.04 on 100 % of the evaluation sequences (1000 in the paper)",
      cite: "raffel2015",
      holds: ({ over004 }) => over004 === 0,
    },
  ];
}

/** The mean of the target, for operands that always count or have mean zero. */
function constantAnswer(v: AddingVariant): number {
  return v.offset + v.scale * (v.values[0] + v.values[1]);
}

/** Adds up what is marked so far; on a read-out at every step that is right on each row's last. */
function ideal(v: AddingVariant, { T, B, x }: Batch): Float64Array {
  const every = v.lengthPer === "row";
  const y = new Float64Array(every ? T * B : B);
  let total = 0;
  for (let b = 0; b < B; b++) {
    let answer = v.offset;
    for (let t = 0; t < T; t++) {
      const at = (t * B + b) * 2;
      if ((x[at + 1 - v.valueChannel] ?? 0) > 0) answer += v.scale * (x[at + v.valueChannel] ?? Number.NaN);
      y[every ? t * B + b : b] = answer;
    }
    total += answer;
  }
  return v.centred ? y.map((answer) => answer - total / B) : y;
}

/**
 * Adds up the marks in sight and takes each other operand for the mean of a value. Hidden operands of `hs97` count as
 * zero, which is that mean; `lasagne` centres both.
 */
function within(v: AddingVariant, batch: Batch, k: number): Float64Array {
  const y = new Float64Array(batch.weight.length);
  const mean = v.centred ? 0 : (v.values[0] + v.values[1]) / 2;
  let total = 0;
  eachMarked(v, batch, k, ({ position, operands }) => {
    const answer = v.offset + v.scale * (sum(operands) + (2 - operands.length) * mean);
    y[position] = answer;
    total += answer;
  });
  return v.centred ? y.map((answer) => answer - total / batch.B) : y;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/**
 * mse; over004 and over02: share of sequences whose absolute error is at least 0.04, 0.2 (a NaN counts); maxError.
 * All but maxError average over batches.
 */
export function scoreErrors(y: ArrayLike<number>, { target, weight, B }: Batch): Metrics {
  let [squares, over004, over02, maxError] = [0, 0, 0, 0];
  for (const [i, w] of weight.entries()) {
    if (w === 0) continue;
    const error = Math.abs((y[i] ?? Number.NaN) - (target[i] ?? Number.NaN));
    squares += error * error;
    if (!(error < 0.04)) over004 += 1;
    if (!(error < 0.2)) over02 += 1;
    maxError = Math.max(maxError, error);
  }
  return { mse: squares / B, over004: over004 / B, over02: over02 / B, maxError };
}
