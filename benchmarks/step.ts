import type { Engine, Sequences } from "../src/engine/index.js";
import { parseChain } from "../src/optim/index.js";

/** The optimiser of every benchmark, ours and the peers': the default of a run. */
export const chainText = "clip-norm:1 adam:lr=0.005";
const chain = parseChain(chainText);
/** Its equations, for the engines that are timed. */
export const { update } = chain;

/** A network in training: each call is one whole step, as a run makes it; returns the loss before the update. */
export type TrainingStep = (options?: { readonly profile?: boolean }) => number;

/** What a run does after the backward pass: gradient norm, clipping, Adam, a look whether all parameters are finite. */
export function mover(engine: Engine): () => void {
  const layout = engine.parameters.map(({ name, offset, size, shape }) => {
    return { name, offset, size, bias: shape.length < 2 };
  });
  const optimiser = chain.init(engine.params, layout, engine.updater);
  let step = 0;
  return () => {
    optimiser.norm(engine.grads);
    optimiser.update(engine.grads, engine.params, step++);
    optimiser.isFinite(engine.params);
  };
}

/**
 * Puts the parameters into the engine and returns its training step: forward, backward, and what `mover` does. Always the
 * same batch; making batches is measured apart.
 */
export function trainer(engine: Engine, params: ArrayLike<number>, batch: Sequences): TrainingStep {
  engine.params.set(params);
  const move = mover(engine);
  return ({ profile = false } = {}) => {
    const { loss } = engine.forward(batch);
    const backward = engine.backward({ profile });
    if (profile) backward.profile();
    move();
    return loss;
  };
}
