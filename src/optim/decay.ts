import { z } from "zod";
import { add, mul } from "../ir/index.js";
import { flag, from0 } from "../notation/index.js";
import { defineLink } from "./define.js";

/**
 * L2 as a penalty, coupled: adds rate·p, the gradient of rate/2·|p|², to the gradient, before the optimiser. In Adam and
 * RMSProp the penalty is then rescaled with the gradient; in `decoupledDecay` and `adamw` it is not.
 *
 * Source  Krogh & Hertz 1992; the difference from decoupled decay: Loshchilov & Hutter 2019.
 */
export const weightDecay = defineLink({
  family: "weight-decay",
  kind: "gradient",
  summary: "L2, coupled: adds rate times the parameters to the gradient",
  source: "Krogh & Hertz 1992",
  options: z.strictObject({
    rate: from0.describe("weight of the penalty"),
    weightsOnly: flag.describe("leave biases out"),
  }),
  main: "rate",
  tensorNumbers: ({ rate, weightsOnly }, _at, { bias }) => ({ rate: weightsOnly && bias ? 0 : rate }),
  equations: ({ g, p, rate }) => ({ g: add(g, mul(rate, p)) }),
});

/**
 * Weight decay, decoupled: after the optimiser, rate·p is added to its update. Schedules behind it multiply both, so
 * `sgd:lr=0.1,momentum=0.9 decoupled-decay:1e-4 cosine:1000` is SGDW, and with adam it is the AdamW of the paper. (The
 * link `adamw` has PyTorch's form, whose decay is multiplied by lr, too.) For plain SGD it is the same as the coupled
 * form with rate/lr.
 *
 * Source  Loshchilov & Hutter 2019, algorithms 1 and 2.
 */
export const decoupledDecay = defineLink({
  family: "decoupled-decay",
  kind: "update",
  summary: "weight decay, decoupled: adds rate times the parameters to the update",
  source: "Loshchilov & Hutter 2019",
  options: z.strictObject({
    rate: from0.describe("share of a parameter that one step takes away"),
    weightsOnly: flag.describe("leave biases out"),
  }),
  main: "rate",
  tensorNumbers: ({ rate, weightsOnly }, _at, { bias }) => ({ rate: weightsOnly && bias ? 0 : rate }),
  equations: ({ g, p, rate }) => ({ g: add(g, mul(rate, p)) }),
});
