import { z } from "zod";
import { add, mul } from "../ir/index.js";
import { above0, flag, share } from "../notation/index.js";
import { defineLink } from "./define.js";

/**
 * Stochastic gradient descent: v ← momentum·v + g, update lr·v; with Nesterov's momentum lr·(g + momentum·v).
 *
 * Source  Sutskever, Martens, Dahl & Hinton 2013, in PyTorch's form: lr multiplies the velocity when it is used, not
 *         when it is stored, so that a change of lr acts at once.
 */
export const sgd = defineLink({
  family: "sgd",
  kind: "optimiser",
  summary: "stochastic gradient descent, with momentum or Nesterov's momentum",
  source: "Sutskever, Martens, Dahl & Hinton 2013",
  options: z.strictObject({
    lr: above0.describe("learning rate"),
    momentum: share.default(0).describe("share of the velocity that is kept each step"),
    nesterov: flag.describe("look ahead along the velocity"),
  }),
  refuse: ({ momentum, nesterov }) =>
    nesterov && momentum === 0 ? "nesterov needs momentum, write e.g. sgd:momentum=0.9,nesterov." : undefined,
  state: ["v"],
  numbers: ({ lr, momentum }) => ({ lr, momentum }),
  equations({ g, v, lr, momentum }, options) {
    if (options.momentum === 0) return { g: mul(lr, g) };
    const velocity = add(mul(momentum, v), g);
    return { v: velocity, g: mul(lr, options.nesterov ? add(g, mul(momentum, velocity)) : velocity) };
  },
});
