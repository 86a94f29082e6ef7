import { z } from "zod";
import { add, div, mul, sqrt } from "../ir/index.js";
import { above0, share } from "../notation/index.js";
import { defineLink } from "./define.js";

/**
 * RMSProp: s ← alpha·s + (1 − alpha)·g², v ← momentum·v + g / (√s + eps), update lr·v.
 *
 * Source  Tieleman & Hinton 2012 (lecture 6e), in PyTorch's form: not centred, eps outside the root.
 */
export const rmsprop = defineLink({
  family: "rmsprop",
  kind: "optimiser",
  summary: "gradient over the root of its running mean square",
  source: "Tieleman & Hinton 2012",
  options: z.strictObject({
    lr: above0.describe("learning rate"),
    alpha: share.default(0.99).describe("share of the mean square that is kept each step"),
    eps: above0.default(1e-8).describe("added to the root"),
    momentum: share.default(0).describe("share of the velocity that is kept each step"),
  }),
  state: ["s", "v"],
  numbers: ({ lr, alpha, eps, momentum }) => ({ lr, alpha, fresh: 1 - alpha, eps, momentum }),
  equations({ g, s, v, lr, alpha, fresh, eps, momentum }, options) {
    const square = add(mul(alpha, s), mul(mul(fresh, g), g));
    const scaled = div(g, add(sqrt(square), eps));
    if (options.momentum === 0) return { s: square, g: mul(lr, scaled) };
    const velocity = add(mul(momentum, v), scaled);
    return { s: square, v: velocity, g: mul(lr, velocity) };
  },
});
