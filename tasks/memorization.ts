import { z } from "zod";
import type { Criterion, TaskFamily } from "../src/lab/index.js";
import { copyVariants } from "./copy/variants.js";
import { copyTask } from "./copy.js";
import { oneOf, resolve, whole } from "./options.js";

/** Named after the bits that the papers say there are: ten symbols of five values are in truth 23.2 bits. */
const variants = {
  "5-bit": { summary: "5 symbols of 2 values", length: 5, alphabet: 2 },
  "20-bit": { summary: "10 symbols of 5 values (10 log2 5 = 23.2 bits)", length: 10, alphabet: 5 },
};

const options = z.strictObject({
  T: whole("T", 1, 100_000).default(100).describe("blanks between the last symbol and the trigger"),
  variant: oneOf(variants).default("5-bit").describe("how much there is to remember"),
});

/**
 * Noiseless memorisation: bits, blanks, a trigger, and from the next step on the same bits. The copy task before it had
 * that name; a sequence counts as wrong when any of its steps is, blanks too.
 *
 * Source    Jaeger 2012 (5-bit and 20-bit memory), Martens & Sutskever 2011; code pascanur/trainingRNNs.
 * Shapes    x [T + 2S + 1, B, K + 2] one-hot, target [T + 2S + 1, B, K + 1] one-hot.
 * Baseline  S ln K / (T + 2S + 1): when a bit is due is known, which one is not.
 */
export const memorization: TaskFamily = {
  name: "memorization",
  summary: "repeat 5 bits, or 10 symbols of 5 values, after a long silence and a trigger",
  cite: "martens2011",
  options,
  variants: Object.fromEntries(Object.entries(variants).map(([name, v]) => [name, v.summary])),
  create(given) {
    const chosen = resolve("memorization", options, given);
    const { length, alphabet } = variants[chosen.variant];
    const layout = { ...copyVariants.janet, delimiterClass: false };
    const meant = { ...chosen, length, alphabet, encoding: "one-hot" } as const;
    return copyTask("memorization", layout, meant, criteria, chosen);
  },
};

const criteria: readonly Criterion[] = [
  {
    name: "whole",
    rule: "any step wrong in less than 1 % of the evaluation sequences",
    cite: "martens2011",
    holds: ({ whole: right = Number.NaN }) => right > 0.99,
  },
  {
    name: "recall",
    rule: "accuracy ≥ 0.99 on the recall steps alone",
    cite: "hindsight",
    holds: ({ recall = Number.NaN }) => recall >= 0.99,
  },
];
