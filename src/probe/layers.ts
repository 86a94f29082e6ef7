import type { Engine, Forward } from "../engine/index.js";
import { type Distribution, distributionOf } from "./distribution.js";

/** One layer of a feed-forward stack: what it gives, and the gradient of the loss with respect to that. */
export interface LayerProfile {
  /** Counted from 1; 0 is the input of the stack. */
  readonly layer: number;
  /** Name of its cell; "input" for layer 0. */
  readonly cell: string;
  readonly signal: Distribution;
  /** dL/dy of this layer; for layer 0 dL/dx. */
  readonly gradient: Distribution;
  /** All units give the same value for every example: the layer is as wide as one unit. */
  readonly alike: boolean;
}

/** True when no layer has a state, so that the gradient goes back through layers and not through time. */
export const isFeedForward = ({ network, T }: Pick<Engine, "network" | "T">): boolean =>
  T === 1 && network.layers.every(({ cell }) => Object.keys(cell.states).length === 0);

/**
 * Signal and gradient of every layer of a feed-forward stack. `forward` is the pass just made; a backward pass follows
 * it here, which overwrites `engine.grads`.
 *
 * @param x the input of that pass, [B, X], for an engine compiled with `inputGradient`: layer 0 is then there, too
 * @throws RangeError for an engine with states or more than one step: its gradient goes through time
 */
export function layersOf(engine: Engine, forward: Forward, x?: Float64Array): LayerProfile[] {
  if (!isFeedForward(engine))
    throw new RangeError(
      `the gradient is measured layer by layer in a stack without states at T = 1, not in one of ${engine.network.layers.map(({ cell }) => cell.name)} at T = ${engine.T}; measure its profile through time`,
    );
  const { B, network } = engine;
  const outputs = network.layers.map(({ cell }, l) => forward.values(l)[cell.output] ?? new Float64Array());
  const back = engine.backward();
  const made = network.layers.map(({ cell }, l) =>
    profile(l + 1, cell.name, outputs[l] ?? new Float64Array(), back.arriving(l), B),
  );
  return x ? [profile(0, "input", x, back.inputGradient(), B), ...made] : made;
}

function profile(
  layer: number,
  cell: string,
  signal: Float64Array,
  gradient: Float64Array,
  B: number,
): LayerProfile {
  const n = signal.length / B;
  return {
    layer,
    cell,
    signal: distributionOf(signal, B),
    gradient: distributionOf(gradient, B),
    alike: n > 1 && signal.every((v, i) => Number.isFinite(v) && v === signal[i - (i % n)]),
  };
}
