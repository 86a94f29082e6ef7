import { z } from "zod";
import { above0, defineLink, from0 } from "./define.js";
import { norm, scale } from "./norm.js";
const normOptions = z.strictObject({
    max: above0.describe("largest norm that passes unchanged"),
    eps: from0.default(0).describe("added to the norm that divides; PyTorch adds 1e-6"),
});
/**
 * Clipping by the global norm: g ← g·max/‖g‖ where ‖g‖ > max, over all parameters together. The direction stays.
 *
 * Source  Pascanu, Mikolov & Bengio 2013, algorithm 1.
 */
export const clipNorm = defineLink({
    family: "clip-norm",
    kind: "clip",
    summary: "shortens the whole gradient to a largest norm; keeps its direction",
    source: "Pascanu, Mikolov & Bengio 2013",
    options: normOptions,
    main: "max",
    init: ({ max, eps }) => clipState((grad, before) => {
        const factor = max / (before + eps);
        if (factor >= 1)
            return 1;
        scale(grad, factor);
        return factor;
    }),
});
/** Clipping by the norm of each parameter tensor on its own; the direction of the whole changes. */
export const clipNormPerTensor = defineLink({
    family: "clip-norm-per-tensor",
    kind: "clip",
    summary: "shortens the gradient of each parameter to a largest norm",
    source: "common practice (Keras clipnorm)",
    options: normOptions,
    main: "max",
    init: ({ max, eps }, _params, layout) => clipState((grad, before) => (scaleTensors(grad, max, eps, layout) ? norm(grad) / before : 1)),
});
/**
 * Clipping by value: each element into [−max, max]. The direction changes.
 *
 * Source  Mikolov 2012 (thesis).
 */
export const clipValue = defineLink({
    family: "clip-value",
    kind: "clip",
    summary: "cuts each element of the gradient to [-max, max]",
    source: "Mikolov 2012",
    options: z.strictObject({ max: above0.describe("largest size of an element") }),
    main: "max",
    init: ({ max }) => clipState((grad, before) => (cut(grad, max) ? norm(grad) / before : 1)),
});
/**
 * The state of a clip link from a function that clips in place and returns the factor by which the norm changed.
 * A gradient that is not finite has no norm to scale by: it is left as it is, for the caller to see.
 */
function clipState(clip) {
    const report = { scale: 1 };
    return {
        state: [],
        report,
        update(grad) {
            const before = norm(grad);
            report.scale = Number.isFinite(before) ? clip(grad, before) : 1;
        },
    };
}
/** Whether any tensor was longer than max. */
function scaleTensors(grad, max, eps, layout) {
    let clipped = false;
    for (const { offset, size } of layout) {
        const factor = max / (norm(grad, offset, offset + size) + eps);
        if (factor >= 1)
            continue;
        scale(grad, factor, offset, offset + size);
        clipped = true;
    }
    return clipped;
}
/** Whether any element was larger than max. */
function cut(grad, max) {
    let clipped = false;
    for (let i = 0; i < grad.length; i++) {
        const g = grad[i];
        if (Math.abs(g) <= max)
            continue;
        grad[i] = g > 0 ? max : -max;
        clipped = true;
    }
    return clipped;
}
