import { z } from "zod";
import type { Criterion, TaskFamily } from "../src/lab/index.js";
import { oneOf, resolve, whole } from "./options.js";
import { symbolTask } from "./symbols.js";

const variants = {
  last: "the parity of all bits, after the last",
  every: "the parity so far, at every step",
};

const options = z.strictObject({
  T: whole("T", 2, 100_000).default(20).describe("number of bits"),
  variant: oneOf(variants).default("last").describe("when the answer is due"),
});

/**
 * Parity: is the number of ones even or odd? One bit of memory solves it, but every single input decides the answer, so
 * that no part of the sequence is worth anything without the rest: the loss is flat until the rule is found.
 *
 * Source    Minsky & Papert 1969; as a task of long lags Hochreiter & Schmidhuber 1996 (500 to 600 bits there).
 * Shapes    x [T, B, 1], 0 or 1; target [L, B, 2] one-hot: even, odd.
 * Baseline  ln 2, also for every machine that misses a single bit.
 * Lag       Back to the first bit: T - 1 for `last`, t at step t for `every`.
 */
export const parity: TaskFamily = {
  name: "parity",
  summary: "say whether the number of ones is even or odd",
  cite: "hochreiter1996",
  options,
  variants,
  create(given) {
    const chosen = resolve("parity", options, given);
    const { T, variant } = chosen;
    const isLast = variant === "last";
    return symbolTask({
      name: "parity",
      options: chosen,
      symbols: 2,
      encoding: "scalar",
      classes: 2,
      readout: isLast ? "last" : "every",
      steps: T,
      baseline: Math.LN2,
      plateaus: [],
      floor: 0,
      lag: isLast ? { min: T - 1, mean: T - 1, max: T - 1 } : { min: 0, mean: (T - 1) / 2, max: T - 1 },
      criteria,
      draw: (stream, B) =>
        Array.from({ length: B }, () => {
          let odd = 0;
          const shown = Array.from({ length: T }, () => stream.int(2));
          const due = shown.map((bit, t) => {
            odd = (odd + bit) % 2;
            return isLast && t < T - 1 ? -1 : odd;
          });
          return { shown, due };
        }),
      believe: (p, seen, from, t) => {
        const ones = seen.subarray(0, t + 1).reduce((a, b) => a + b, 0);
        if (from > 0 || t < from) p.fill(1 / 2);
        else p[ones % 2] = 1;
      },
      lagAt: (_, t) => t,
    });
  },
};

const criteria: readonly Criterion[] = [
  {
    name: "exact",
    rule: "all answers right in ≥ 99 % of the evaluation sequences",
    cite: "hindsight",
    holds: ({ exact = Number.NaN }) => exact >= 0.99,
  },
  {
    name: "perfect",
    rule: "all answers right in all evaluation sequences",
    cite: "hochreiter1996",
    holds: ({ exact }) => exact === 1,
  },
];
