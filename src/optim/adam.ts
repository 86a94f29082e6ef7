import { z } from "zod";
import { add, div, type Element, mul, sqrt } from "../ir/index.js";
import { above0, flag, from0, share } from "../notation/index.js";
import { defineLink } from "./define.js";
import type { Moment } from "./link.js";

const moments = {
  lr: above0.describe("learning rate"),
  b1: share.default(0.9).describe("share of the mean that is kept each step"),
  b2: share.default(0.999).describe("share of the mean square that is kept each step"),
  eps: above0.default(1e-8).describe("added to the root"),
};

/**
 * Adam: m ← b1·m + (1 − b1)·g, s ← b2·s + (1 − b2)·g², update lr·m̂ / (√ŝ + eps), where the hats divide by
 * 1 − b^t to undo the start from zero.
 *
 * Source  Kingma & Ba 2015, algorithm 1.
 */
export const adam = defineLink({
  family: "adam",
  kind: "optimiser",
  summary: "running mean of the gradient over the root of its running mean square, both unbiased",
  source: "Kingma & Ba 2015",
  options: z.strictObject(moments),
  state: ["m", "s"],
  numbers,
  equations: moved,
});

/**
 * AdamW: Adam whose weight decay is decoupled from the moments: lr·decay·p is added to Adam's update.
 *
 * Source  Loshchilov & Hutter 2019, in PyTorch's form: the decay is multiplied by lr.
 */
export const adamw = defineLink({
  family: "adamw",
  kind: "optimiser",
  summary: "Adam with weight decay decoupled from the moments",
  source: "Loshchilov & Hutter 2019",
  options: z.strictObject({
    ...moments,
    decay: from0.default(0.01).describe("weight decay, per unit of lr"),
    weightsOnly: flag.describe("leave biases out of the decay"),
  }),
  state: ["m", "s"],
  numbers,
  tensorNumbers: ({ lr, decay, weightsOnly }, _at, { bias }) => ({
    pull: weightsOnly && bias ? 0 : lr * decay,
  }),
  equations({ p, pull, ...element }) {
    const { m, s, g } = moved(element);
    return { m, s, g: add(g, mul(pull, p)) };
  },
});

/** What is kept of the moments and what is new; the biases are undone by the rate and by the factor of the root. */
function numbers({ lr, b1, b2, eps }: Readonly<Record<keyof typeof moments, number>>, { step }: Moment) {
  const rate = lr / (1 - b1 ** (step + 1));
  return { b1, new1: 1 - b1, b2, new2: 1 - b2, rate, unbias: 1 / Math.sqrt(1 - b2 ** (step + 1)), eps };
}

type Symbols = Readonly<Record<"g" | "m" | "s" | keyof ReturnType<typeof numbers>, Element>>;

function moved({ g, m, s, b1, new1, b2, new2, rate, unbias, eps }: Symbols) {
  const mean = add(mul(b1, m), mul(new1, g));
  const square = add(mul(b2, s), mul(mul(new2, g), g));
  return { m: mean, s: square, g: div(mul(rate, mean), add(mul(sqrt(square), unbias), eps)) };
}
