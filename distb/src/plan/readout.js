import { derive } from "../diff/index.js";
import { constant, substitution } from "../ir/index.js";
import { sections, value } from "./context.js";
import { lookups } from "./layer.js";
import { atEnd, atStep, fixed } from "./memory.js";
import { planWeights } from "./weights.js";
/** The readout runs over all steps at once, or over the last one. */
export function planReadout(context, level, below, last, memory) {
    const { cell, dims } = level;
    const d = derive(cell);
    const at = (b) => (last ? fixed(b) : atStep(b));
    const slots = new Map([
        ["input:x", last ? atLastStep(below) : below],
        ["input:target", at(memory.target)],
        ["input:weight", at(memory.weight)],
        ["saved:y", at(memory.y)],
    ]);
    const roots = [
        { name: "y", value: value(d.step, "y"), to: at(memory.y) },
        { name: "loss", value: value(d.step, "loss"), to: at(memory.loss) },
    ];
    for (const s of d.saved) {
        if (s.name === "y")
            continue;
        const [cols] = s.value.shape;
        const to = at(context.arena.take(`readout.${s.name}`, cols === undefined ? 1 : value(dims, cols), context.sizes.B, last ? 1 : context.sizes.T));
        slots.set(`saved:${s.name}`, to);
        roots.push({ name: s.name, value: s.value, to });
    }
    const weights = planWeights(context, level, d);
    const graph = {
        ...lookups(level, weights, slots),
        names: d.names,
        carried: new Set(),
        lastOnly: last,
    };
    const over = last ? "last" : "all";
    const forward = context.schedule({ ...graph, name: "readout", roots, gradients: [] }, dims);
    // The loss is a sum, so the cotangent of each term is 1.
    const seen = substitution((e) => (e.role === "cotangent" ? constant(1) : e));
    return {
        weights,
        forward: [...weights.forward, ...sections("readout", forward, over)],
        backward: (dx) => {
            const input = d.adjoint.inputs.x;
            const outs = dx && input ? [{ name: "dx", value: seen(input), to: dx }] : [];
            const made = context.schedule({ ...graph, name: "readout'", roots: outs, gradients: weights.gradients(seen) }, dims);
            return {
                sections: sections("readout'", made, over),
                clear: made.clear,
                finish: [
                    { name: "readout'.gradients", over: "once", instructions: made.finish },
                    ...weights.pullBack,
                ],
            };
        },
    };
}
/** The slot that `r` means at step T-1. */
const atLastStep = (r) => (r.slot.kind === "step" ? atEnd(r.buffer, 1 - r.slot.shift) : r);
