/** One forward and backward pass with these parameters. */
export function pass(engine, params, batch) {
    engine.params.set(params);
    const { loss } = engine.forward(batch);
    engine.backward();
    return { loss, grads: Float64Array.from(engine.grads) };
}
/** How far a pass is from another: every parameter by itself, so that a small gradient counts like a large one. */
export function distance(given, expected, parameters) {
    const parts = parameters.map(({ name, offset, size }) => ({
        name: `the gradient of ${name}`,
        relative: relative(given.grads.subarray(offset, offset + size), expected.grads.subarray(offset, offset + size)),
    }));
    return parts.reduce(
    // Also true for NaN, which is then kept.
    (worst, part) => (part.relative <= worst.relative || Number.isNaN(worst.relative) ? worst : part), { name: "the loss", relative: relative([given.loss], [expected.loss]) });
}
function relative(given, expected) {
    let [difference, largest] = [0, 0];
    for (let i = 0; i < expected.length; i++) {
        const [g, e] = [given[i] ?? Number.NaN, expected[i] ?? Number.NaN];
        difference = Math.max(difference, Math.abs(g - e));
        largest = Math.max(largest, Math.abs(e));
    }
    return difference === 0 ? 0 : difference / largest;
}
/** Whether two passes have the same bits. */
export function isSame(a, b) {
    return Object.is(a.loss, b.loss) && a.grads.every((v, i) => Object.is(v, b.grads[i]));
}
