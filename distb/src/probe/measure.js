import { fitDecay } from "./decay.js";
/**
 * A profile as the engine measured it, with the cell's name and the decay of every state: states in the order of
 * the layers. T is the length of the curves, 0 for a network without states.
 */
export function profileOf(raw, network) {
    const states = raw.flatMap((curves, layer) => Object.entries(curves).map(([state, curve]) => {
        const log10 = Array.from(curve);
        const cell = network.layers[layer]?.cell.name ?? "unknown";
        return { layer, cell, state, log10, decay: fitDecay(log10) };
    }));
    return { T: states[0]?.log10.length ?? 0, states };
}
