import { z } from "zod";
import { defineLink, flag, from0 } from "./define.js";
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
    init: ({ rate, weightsOnly }, _params, layout) => ({
        state: [],
        update: (grad, params) => addDecay(grad, params, rate, layout, weightsOnly),
    }),
});
/** grad += rate·params, in place; without the layout's biases if asked. */
export function addDecay(grad, params, rate, layout, weightsOnly) {
    for (const { offset, size, bias } of layout) {
        if (weightsOnly && bias)
            continue;
        for (let i = offset; i < offset + size; i++) {
            grad[i] = grad[i] + rate * params[i];
        }
    }
}
