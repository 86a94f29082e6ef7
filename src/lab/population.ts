import type { Engine, Forward, Statistics } from "../engine/index.js";
import { resolve } from "../ir/index.js";
import type { Inputs } from "./noise.js";

/** What training batches showed of the cells' statistics, e.g. the mean and variance of batch normalisation. */
export interface Population {
  /** Flat, written in place: all that has to be kept to go on. Empty where no cell has statistics. */
  readonly state: Float64Array;
  /** Counts the batch of a forward pass in; its first step is step `from` of a sequence. */
  add(forward: Pick<Forward, "statistics">, from: number): void;
  /** The averages as inputs of the cells in evaluation, for T steps. Undefined where no cell has statistics. */
  inputs(T: number): Inputs;
}

/** Share of an average that stays when the next batch comes. */
const momentum = 0.9;

interface Average {
  readonly layer: number;
  readonly name: string;
  /** [steps, size] */
  readonly values: Float64Array;
  readonly size: number;
  /** [T, B, size], written over by the next evaluation. */
  given: Float64Array;
}

/**
 * Running averages of the cells' statistics, step by step of a sequence, over training batches: the plain mean of the first
 * ten, then an exponential one that forgets a tenth with every batch, so that it follows the parameters. A step beyond all
 * that was seen has the averages of the last one that was.
 *
 * Source  moving averages: Ioffe & Szegedy 2015, sec. 3.1; of every step apart, and the last one for those beyond:
 *         Cooijmans et al. 2016, sec. 3.
 *
 * @param steps of the longest sequence
 */
export function population({ network, B }: Pick<Engine, "network" | "B">, steps: number): Population {
  const found = resolve(network)
    .slice(0, -1)
    .flatMap(({ cell, dims }, layer) =>
      (cell.statistics ?? []).map((name) => {
        const shape = cell.values[name]?.shape ?? [];
        return { layer, name, size: shape.reduce((n, d) => n * (dims[d] ?? Number.NaN), 1) };
      }),
    );
  if (found.length === 0) return { state: new Float64Array(0), add: () => {}, inputs: () => undefined };
  const state = new Float64Array(steps * found.reduce((n, { size }) => n + size, 1));
  /** Batches that had this step. */
  const seen = state.subarray(0, steps);
  let at = steps;
  const averages = found.map((one): Average => {
    const values = state.subarray(at, at + steps * one.size);
    at += values.length;
    return { ...one, values, given: new Float64Array(0) };
  });
  return {
    state,
    add({ statistics }, from) {
      const T = stepsOf(statistics, averages[0]);
      for (const { layer, name, values, size } of averages) {
        const now = statistics[layer]?.[name] ?? [];
        for (let i = 0; i < T * size; i++) {
          const to = from * size + i;
          const rate = Math.max(1 - momentum, 1 / (1 + (seen[Math.floor(to / size)] ?? Number.NaN)));
          const old = values[to] ?? Number.NaN;
          values[to] = old + rate * ((now[i] ?? Number.NaN) - old);
        }
      }
      for (let t = from; t < from + T; t++) seen[t] = (seen[t] ?? 0) + 1;
    },
    inputs(T) {
      const last = seen.findLastIndex((n) => n > 0);
      if (last < 0) throw new Error("there are no statistics before a batch has been trained on");
      const layers = network.layers.map((): Record<string, Float64Array> => ({}));
      for (const average of averages) {
        const { layer, name, values, size } = average;
        if (average.given.length !== T * B * size) average.given = new Float64Array(T * B * size);
        for (let row = 0; row < T * B; row++) {
          const t = Math.min(Math.floor(row / B), last);
          average.given.set(values.subarray(t * size, (t + 1) * size), row * size);
        }
        const of = layers[layer];
        if (of) of[name] = average.given;
      }
      return layers;
    },
  };
}

function stepsOf(statistics: Statistics, of: Average | undefined): number {
  return of ? (statistics[of.layer]?.[of.name]?.length ?? 0) / of.size : 0;
}
