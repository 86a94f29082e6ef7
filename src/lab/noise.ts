import type { Engine, Real } from "../engine/index.js";
import { type Network, type Noise, resolve } from "../ir/index.js";
import { type Stream, stream } from "../rng/index.js";

/** The inputs of every layer besides the sequence, for as many steps as a batch has; none where no layer has any. */
export type Inputs = readonly Readonly<Record<string, Real>>[] | undefined;

/** An input that is fed with random numbers. */
interface NoisyInput {
  readonly layer: number;
  readonly name: string;
  readonly noise: Noise;
  /** Elements of one example. */
  readonly size: number;
}

/** What noise is drawn for. */
type Noisy = Pick<Engine, "network" | "precision" | "B">;

/**
 * The noise of every training step, counted from 0: a function of seed and step alone, from streams of its own, so that
 * data and initialisation are those of the same run without noise. A batch of fewer steps has the first of a longer one.
 * The arrays are written over by the next call.
 */
export function trainingNoise(engine: Noisy, seed: number): (step: number, T: number) => Inputs {
  const source = stream(seed, "noise");
  const arrays = arraysOf(engine);
  if (arrays.length === 0) return () => undefined;
  return (step, T) => {
    for (const { layer, name, noise, size, values } of arrays)
      drawNoise(values(T), engine.B, size, noise, source.split(step, layer, name));
    return byLayer(engine.network, arrays, T);
  };
}

/** The means of the noise: what an evaluation runs with. */
export function meanNoise(engine: Noisy): (T: number) => Inputs {
  const arrays = arraysOf(engine);
  if (arrays.length === 0) return () => undefined;
  return (T) => {
    for (const { noise, values } of arrays) values(T).fill(noise.inverted ? 1 : noise.keep);
    return byLayer(engine.network, arrays, T);
  };
}

interface NoisyArray extends NoisyInput {
  /** [T, B, ...] */
  values(T: number): Real;
}

/** One array for every noisy input, as long as the longest batch so far. */
function arraysOf({ network, precision, B }: Noisy): NoisyArray[] {
  const Reals = precision === "float32" ? Float32Array : Float64Array;
  return noisyInputs(network).map((input): NoisyArray => {
    const row = B * input.size;
    let all: Real = new Reals(0);
    const values = (T: number): Real => {
      if (all.length < T * row) all = new Reals(T * row);
      return all.subarray(0, T * row);
    };
    return { ...input, values };
  });
}

function noisyInputs(network: Network): NoisyInput[] {
  return resolve(network)
    .slice(0, -1)
    .flatMap(({ cell, dims }, layer) =>
      Object.entries(cell.inputs).flatMap(([name, { shape, noise }]): NoisyInput[] =>
        noise ? [{ layer, name, noise, size: shape.reduce((n, d) => n * (dims[d] ?? Number.NaN), 1) }] : [],
      ),
    );
}

/** Draws noise into `values` [T, B, size]. */
export function drawNoise(values: Real, B: number, size: number, noise: Noise, from: Stream): void {
  const { keep, inverted, each, over } = noise;
  const row = B * size;
  const steps = each === "step" ? values.length / row : 1;
  const drawn = over === "example" ? steps * row : steps * size;
  from.coins(values.subarray(0, drawn), keep, inverted ? 1 / keep : 1);
  // From the last to the first, so that what is copied is not yet written over.
  for (let i = steps * B - 1; over === "batch" && i > 0; i--) {
    const at = Math.floor(i / B) * size;
    values.copyWithin(i * size, at, at + size);
  }
  for (let at = row; each === "sequence" && at < values.length; at += row) values.copyWithin(at, 0, row);
}

function byLayer({ layers }: Network, arrays: readonly NoisyArray[], T: number): Inputs {
  return layers.map((_, l) =>
    Object.fromEntries(
      arrays.filter(({ layer }) => layer === l).map(({ name, values }) => [name, values(T)]),
    ),
  );
}
