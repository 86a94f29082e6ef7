import { z } from "zod";
import { above0, defineLink, share } from "./define.js";
import { zerosLike } from "./link.js";
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
    init({ lr, alpha, eps, momentum }, params) {
        const square = zerosLike(params);
        const velocity = momentum === 0 ? undefined : zerosLike(params);
        return {
            state: velocity === undefined ? [square] : [square, velocity],
            update(grad) {
                for (let i = 0; i < grad.length; i++) {
                    const g = grad[i];
                    const s = alpha * square[i] + (1 - alpha) * g * g;
                    square[i] = s;
                    let v = g / (Math.sqrt(s) + eps);
                    if (velocity !== undefined) {
                        v += momentum * velocity[i];
                        velocity[i] = v;
                    }
                    grad[i] = lr * v;
                }
            },
        };
    },
});
