import { norm, parseChain } from "../src/optim/index.js";
/** The optimiser of every benchmark, ours and the peers': the default of a run. */
export const chainText = "clip-norm:1 adam:lr=0.005";
/**
 * Puts the parameters into the engine and returns its training step: forward, backward, gradient norm, clipping, Adam.
 * Always the same batch; making batches is measured apart.
 */
export function trainer(engine, params, batch) {
    engine.params.set(params);
    const layout = engine.parameters.map(({ name, offset, size, shape }) => {
        return { name, offset, size, bias: shape.length < 2 };
    });
    const optimiser = parseChain(chainText).init(engine.params, layout);
    let step = 0;
    return ({ profile = false } = {}) => {
        const { loss } = engine.forward(batch);
        const backward = engine.backward({ profile });
        if (profile)
            backward.profile();
        norm(engine.grads);
        optimiser.update(engine.grads, engine.params, step++);
        return loss;
    };
}
