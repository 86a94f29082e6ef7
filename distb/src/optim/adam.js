import { z } from "zod";
import { addDecay } from "./decay.js";
import { above0, defineLink, flag, from0, share } from "./define.js";
import { zerosLike } from "./link.js";
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
    init: start,
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
    init(options, params, layout) {
        const { update, state } = start(options, params);
        return {
            state,
            update(grad, params, step) {
                update(grad, params, step);
                addDecay(grad, params, options.lr * options.decay, layout, options.weightsOnly);
            },
        };
    },
});
function start({ lr, b1, b2, eps }, params) {
    const mean = zerosLike(params);
    const square = zerosLike(params);
    return {
        state: [mean, square],
        update(grad, _params, step) {
            const rate = lr / (1 - b1 ** (step + 1));
            const root = Math.sqrt(1 - b2 ** (step + 1));
            for (let i = 0; i < grad.length; i++) {
                const g = grad[i];
                const m = b1 * mean[i] + (1 - b1) * g;
                const s = b2 * square[i] + (1 - b2) * g * g;
                mean[i] = m;
                square[i] = s;
                grad[i] = (rate * m) / (Math.sqrt(s) / root + eps);
            }
        },
    };
}
