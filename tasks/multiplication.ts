import { z } from "zod";
import type { Batch, Criterion, Task, TaskFamily } from "../src/lab/index.js";
import { hiddenShare } from "./adding/law.js";
import { checkLength, eachMarked, markedTask } from "./adding/sequence.js";
import { type AddingVariant, addingVariants } from "./adding/variants.js";
import { scoreErrors } from "./adding.js";
import { oneOf, resolve, whole } from "./options.js";

const variants = {
  hs97: {
    ...addingVariants.hs97,
    summary: "markers early, -1 at both ends, lengths T to 1.1 T; an operand hidden under the -1 counts as 1",
    values: [0, 1],
  },
  pascanu: {
    ...addingVariants.pascanu,
    summary: "markers in [0, .1 L) and [.1 L, .5 L), marker channel first, one length a batch",
  },
} satisfies Record<string, AddingVariant>;

const options = z.strictObject({
  T: whole("T", 10, 100_000).default(100).describe("sequence length (the shortest, where lengths vary)"),
  variant: oneOf(variants).default("hs97").describe("which published variant to follow"),
});

/**
 * Multiplication: as the adding problem, but the product of the two marked values in [0, 1] is asked for.
 *
 * Source    Hochreiter & Schmidhuber 1997, sec. 5.5; code pascanur/trainingRNNs for `pascanu`.
 * Shapes    as the adding problem.
 * Baseline  The variance of a product of two U[0, 1], 1/9 - 1/16 = 7/144. In `hs97` one operand is 1 with probability p
 *           (see hiddenShare), which makes it p/3 + (1 - p)/9 - (p/2 + (1 - p)/4)².
 * Plateau   One operand learnt, the other guessed: E[x²]/12 = 1/36 of every product of two.
 */
export const multiplication: TaskFamily = {
  name: "multiplication",
  summary: "multiply the two marked values of a long random sequence",
  cite: "hochreiter1997",
  options,
  variants: Object.fromEntries(Object.entries(variants).map(([name, v]) => [name, v.summary])),
  create(given) {
    const chosen = resolve("multiplication", options, given);
    const v: AddingVariant = variants[chosen.variant];
    checkLength("multiplication", v, chosen);
    return create(v, chosen);
  },
};

const product = (values: readonly number[]) => values.reduce((a, b) => a * b, 1);

function create(v: AddingVariant, chosen: z.infer<typeof options>): Task {
  const { T } = chosen;
  const p = hiddenShare(v, T);
  const baseline = p / 3 + (1 - p) / 9 - (p / 2 + (1 - p) / 4) ** 2;
  return Object.freeze<Task>({
    name: "multiplication",
    options: Object.freeze(chosen),
    ...markedTask(v, T, product),
    baseline,
    plateaus: [{ name: "one operand learnt", loss: (1 - p) / 36 }],
    criteria: criteria(baseline),
    score: scoreErrors,
    ideal: (batch) => within(v, T, batch, batch.T),
    memoryless: (batch) => within(v, T, batch, 0),
    within: (batch, k) => within(v, T, batch, k),
  });
}

/** The product of the operands in sight times what is expected of the others. */
function within(v: AddingVariant, T: number, batch: Batch, k: number): Float64Array {
  const y = new Float64Array(batch.weight.length);
  const known = new Map<string, number>();
  eachMarked(v, batch, k, ({ position, last, steps, operands }) => {
    const from = Math.max(0, last - k + 1);
    const key = `${from} ${steps.join(" ")} ${last}`;
    const rest = known.get(key) ?? expectedRest(v, T, last + 1, from, steps);
    known.set(key, rest);
    y[position] = product(operands) * rest;
  });
  return y;
}

/**
 * The expected product of the operands that are not in sight, when the marks in sight are at `steps` and all from `from`
 * on is seen: 1/2 for each, but 1 for one hidden at step 0 (`hs97`), by counting the pairs of marks that fit.
 */
function expectedRest(
  v: AddingVariant,
  T: number,
  L: number,
  from: number,
  steps: readonly number[],
): number {
  if (steps.length === 2) return 1;
  const hides = hiddenShare(v, T) > 0;
  if (!hides) return 2 ** (steps.length - 2);
  const [a, b] = v.first(L, T);
  const [c, d] = v.second(L, T);
  const isFirst = (step: number) => step >= a && step < b;
  const isSecond = (step: number) => step >= c && step < d;
  const ways = (one: number, other: number) =>
    Number(isFirst(one) && isSecond(other)) + Number(isFirst(other) && isSecond(one));
  const [seen] = steps;
  const places = Array.from({ length: Math.max(1, Math.min(from, d)) }, (_, step) => step);
  let [all, sum] = [0, 0];
  for (const one of seen === undefined ? places : [seen])
    for (const other of places) {
      // Two unseen marks are one pair, whichever comes first; the hidden one is at step 0.
      if (one === other || (seen === undefined && one > other)) continue;
      const unseen = (seen === undefined ? [one, other] : [other]).filter((step) => step > 0);
      all += ways(one, other);
      sum += ways(one, other) * 2 ** -unseen.length;
    }
  return sum / all;
}

function criteria(baseline: number): readonly Criterion[] {
  const limit = (6 * baseline) / 100;
  return [
    {
      name: "mse",
      rule: `evaluation MSE ≤ ${Number(limit.toPrecision(3))}, 6 % of the baseline`,
      cite: "hindsight",
      holds: ({ mse = Number.NaN }) => mse <= limit,
    },
    {
      name: "hs97",
      rule: "absolute error of 0.04 or more on at most 13 of 2000 evaluation sequences",
      cite: "hochreiter1997",
      holds: ({ over004 = Number.NaN }) => over004 <= 13 / 2000,
    },
    {
      name: "pascanu",
      rule: "squared error of 0.04 or more (absolute 0.2) on less than 1 % of the evaluation sequences",
      cite: "pascanu2013",
      holds: ({ over02 = Number.NaN }) => over02 < 0.01,
    },
  ];
}
