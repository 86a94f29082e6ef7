import { z } from "zod";
import { add, mul } from "../ir/index.js";
import { flag, from0 } from "../notation/index.js";
import { defineLink } from "./define.js";

/**
 * Weight decay as an L2 penalty: adds rate·p to the gradient, before the optimiser. In Adam and RMSProp the penalty is
 * then rescaled with the gradient; `adamw` has the decay that is not.
 *
 * Source  Krogh & Hertz 1992; the difference from decoupled decay: Loshchilov & Hutter 2019.
 */
export const weightDecay = defineLink({
  family: "weight-decay",
  kind: "gradient",
  summary: "L2 penalty: adds rate times the parameters to the gradient",
  source: "Krogh & Hertz 1992",
  options: z.strictObject({
    rate: from0.describe("weight of the penalty"),
    weightsOnly: flag.describe("leave biases out"),
  }),
  main: "rate",
  tensorNumbers: ({ rate, weightsOnly }, _at, { bias }) => ({ rate: weightsOnly && bias ? 0 : rate }),
  equations: ({ g, p, rate }) => ({ g: add(g, mul(rate, p)) }),
});
