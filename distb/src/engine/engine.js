/** Checks lengths; the one sentence says which array, what was given and what is needed. */
export function checkBatch(engine, batch) {
    const { network, T, B } = engine;
    if (!Number.isInteger(batch.T) || batch.T < 1 || batch.T > T)
        throw new RangeError(`a batch has 1 to ${T} steps, as compiled; given ${batch.T}; compile for the longest sequence`);
    const L = network.readout.on === "every" ? batch.T : 1;
    const need = { x: batch.T * B * network.input, target: L * B * network.readout.size, weight: L * B };
    for (const [name, n] of Object.entries(need))
        if (batch[name].length !== n)
            throw new RangeError(`batch.${name} has ${batch[name].length} elements; T ${batch.T}, B ${B} and the network need ${n}`);
}
export const usedUp = () => new Error("a backward pass uses up what forward saved; call forward before every backward");
