import { z } from "zod";
import type { Batch, Criterion, Metrics, TaskFamily } from "../src/lab/index.js";
import { largest, scoreClasses } from "./classes.js";
import { oneOf, resolve, whole } from "./options.js";
import { symbolTask } from "./symbols.js";

const variants = {
  pascanu: "only the last prediction is scored",
  sutskever: "every next symbol is predicted, the last one judged",
};

const options = z.strictObject({
  T: whole("T", 2, 100_000).default(100).describe("symbols shown; the one after them is the first again"),
  variant: oneOf(variants).default("pascanu").describe("which published variant to follow"),
  symbols: whole("symbols", 3, 1000)
    .default(100)
    .describe("number of symbols; the first two of them begin the sequences"),
});

/**
 * Random permutation: the first symbol is one of two, the following are any of the others, and after T symbols the
 * first comes again: predict it. Despite its name the symbols between are drawn with replacement.
 *
 * Source    Hochreiter & Schmidhuber 1997, task 2b; Martens & Sutskever 2011; code pascanur/trainingRNNs.
 * Deviates  every sequence has length T (there T to 1.1 T).
 * Shapes    x [T, B, N] one-hot, target [L, B, N] one-hot.
 * Baseline  `pascanu`: ln 2, since only two symbols ever come last, and not the ln N of an untrained softmax.
 *           `sutskever`: ((T - 1) ln(N - 2) + ln 2)/T, of which all but ln 2/T is the floor: noise cannot be predicted.
 */
export const randomPermutation: TaskFamily = {
  name: "random-permutation",
  summary: "predict that the first symbol comes again after many random ones",
  cite: "martens2011",
  options,
  variants,
  create(given) {
    const chosen = resolve("random-permutation", options, given);
    const { T, variant, symbols: N } = chosen;
    const isLast = variant === "pascanu";
    const noise = isLast ? 0 : ((T - 1) * Math.log(N - 2)) / T;
    return symbolTask({
      name: "random-permutation",
      options: chosen,
      symbols: N,
      classes: N,
      readout: isLast ? "last" : "every",
      steps: T,
      baseline: noise + Math.LN2 / (isLast ? 1 : T),
      plateaus: [],
      floor: noise,
      lag: { min: T - 1, mean: T - 1, max: T - 1 },
      criteria,
      score,
      draw: (stream, B) =>
        Array.from({ length: B }, () => {
          const first = stream.int(2);
          const shown = [first, ...Array.from({ length: T - 1 }, () => 2 + stream.int(N - 2))];
          return {
            shown,
            due: shown.map((_, t) => (t === T - 1 ? first : isLast ? -1 : (shown[t + 1] ?? -1))),
          };
        }),
      believe: (p, [first = -1], _, t) => {
        if (t < T - 1) p.fill(1 / (N - 2), 2);
        else if (first < 0) p.fill(1 / 2, 0, 2);
        else p[first] = 1;
      },
      lagAt: (_, t) => (t === T - 1 ? T - 1 : undefined),
    });
  },
};

/** As `scoreClasses`; last: share of sequences whose last prediction is right. */
function score(y: ArrayLike<number>, batch: Batch): Metrics {
  const { B, target, weight } = batch;
  const Y = target.length / weight.length;
  let right = 0;
  for (let position = weight.length - B; position < weight.length; position++)
    if (largest(y, position * Y, Y) === largest(target, position * Y, Y)) right += 1;
  const { accuracy = Number.NaN } = scoreClasses(y, batch);
  return { last: right / B, accuracy };
}

const criteria: readonly Criterion[] = [
  {
    name: "last",
    rule: "the last prediction wrong in less than 1 % of the evaluation sequences",
    cite: "martens2011",
    holds: ({ last = Number.NaN }) => last > 0.99,
  },
  {
    name: "perfect",
    rule: "the last prediction right in all evaluation sequences",
    cite: "hindsight",
    holds: ({ last }) => last === 1,
  },
];
