import { norm } from "./norm.js";
/**
 * A chain of links with exactly one optimiser; what acts on gradients stands before it, schedules after it.
 * Throws RangeError that says which link stands wrong.
 */
export function chain(links) {
    checkOrder(links);
    return Object.freeze({
        names: Object.freeze(links.map((link) => link.name)),
        description: Object.freeze(links.map((link) => link.description)),
        init: (params, layout = [{ name: "all", offset: 0, size: params.length }]) => start(links, params, layout),
    });
}
function checkOrder(links) {
    const at = links.findIndex((link) => link.kind === "optimiser");
    const given = links.map((link) => `"${link.name}"`).join(", ") || "no link";
    if (links.filter((link) => link.kind === "optimiser").length !== 1) {
        throw new RangeError(`A chain has exactly one optimiser (sgd, rmsprop, adam, adamw); this one is ${given}.`);
    }
    links.forEach((link, i) => {
        if (link.kind === "gradient" && i > at)
            throw new RangeError(`"${link.name}" acts on the gradient and must stand before the optimiser; given ${given}.`);
        if (link.kind === "update" && i < at)
            throw new RangeError(`"${link.name}" acts on the update and must stand after the optimiser; given ${given}.`);
    });
}
function start(links, params, layout) {
    const beyond = layout.find(({ offset, size }) => offset < 0 || offset + size > params.length);
    if (beyond)
        throw new RangeError(`"${beyond.name}" of the layout reaches past the ${params.length} parameters.`);
    const states = links.map((link) => link.init(params, layout));
    const clips = states.flatMap(({ report }) => (report ? [report] : []));
    return {
        state: states.flatMap(({ state }) => state),
        update(grad, moved, step) {
            if (grad.length !== params.length || moved.length !== params.length) {
                throw new RangeError(`${params.length} parameters, but ${moved.length} given and ${grad.length} gradients.`);
            }
            const gradientNorm = norm(grad);
            for (const state of states)
                state.update(grad, moved, step);
            for (let i = 0; i < moved.length; i++)
                moved[i] = moved[i] - grad[i];
            if (clips.length === 0)
                return { gradientNorm };
            return { gradientNorm, clipScale: clips.reduce((product, { scale }) => product * scale, 1) };
        },
    };
}
