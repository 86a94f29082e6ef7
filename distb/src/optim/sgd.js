import { z } from "zod";
import { above0, defineLink, flag, share } from "./define.js";
import { zerosLike } from "./link.js";
import { scale } from "./norm.js";
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
    refuse: ({ momentum, nesterov }) => nesterov && momentum === 0 ? "nesterov needs momentum, write e.g. sgd:momentum=0.9,nesterov." : undefined,
    init({ lr, momentum, nesterov }, params) {
        if (momentum === 0)
            return { state: [], update: (grad) => scale(grad, lr) };
        const velocity = zerosLike(params);
        return {
            state: [velocity],
            update(grad) {
                for (let i = 0; i < grad.length; i++) {
                    const g = grad[i];
                    const v = momentum * velocity[i] + g;
                    velocity[i] = v;
                    grad[i] = lr * (nesterov ? g + momentum * v : v);
                }
            },
        };
    },
});
