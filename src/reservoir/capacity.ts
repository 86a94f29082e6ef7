import { stream } from "../rng/index.js";
import type { Reservoir } from "./description.js";
import { reservoirEngine } from "./drive.js";
import { ridge } from "./ridge.js";

/** Steps at least before the first one that counts, so that nothing is left of the zeros that the states start from. */
const WASHOUT = 200;

/** How much of its past input a reservoir lets one read. */
export interface Capacity {
  /** For each lag k from 1: squared correlation of u(t - k) with the best linear readout of the states at t. */
  readonly curve: readonly number[];
  /** MC: their sum. NaN where the states, or the readout, leave the range of numbers. */
  readonly total: number;
}

/**
 * The memory capacity of a reservoir with one input, u(t) uniform in ±1 and independent from step to step. Its readouts,
 * one a lag, are solved for on `samples` steps, and measured on as many that follow, so that a readout of noise counts
 * for 1 / samples and not for units / samples.
 *
 * MC is at most the number of units, for whatever reservoir; a delay line reaches it. What is measured here is below
 * the theory where readouts would need weights beyond the rounding of the states, as those of long lags in a random
 * linear reservoir do (Ballarin, Grigoryeva & Ortega 2023, "Memory of recurrent networks: do we compute it right?").
 *
 * Source  Jaeger 2002, "Short term memory in echo state networks".
 * Deviates  u uniform in ±1, where the paper's is in ±0.5; lags end at `lags`.
 */
export async function memoryCapacity(reservoir: Reservoir, lags = 2 * reservoir.units): Promise<Capacity> {
  const { units: N, samples, seed } = reservoir;
  const washout = Math.max(WASHOUT, lags);
  const T = washout + 2 * samples;
  const source = stream(seed, "reservoir", "input");
  const u = Float64Array.from({ length: T }, () => 2 * source.uniform() - 1);
  const engine = await reservoirEngine(reservoir, { T, B: 1, input: 1 });
  const states = statesOf(engine.forward({ T, x: u, target: [0], weight: [0] }).values(0));
  engine.dispose();
  // u(t - 1), u(t - 2), ... side by side, for every t.
  const past = u.slice().reverse();
  const learnt = ridge(N, lags);
  for (let t = washout; t < washout + samples; t++) learnt.add(states, t * N, past, T - t);
  const readout = await learnt.solve(reservoir.ridge);
  const products = Array.from({ length: lags }, correlation);
  for (let t = washout + samples; readout && t < T; t++)
    for (const [k, y] of readout.read(states, t * N).entries())
      products[k]?.add(past[T - t + k] ?? Number.NaN, y);
  const curve = products.map((one) => (readout ? one.squared() : Number.NaN));
  return { curve, total: curve.reduce((sum, value) => sum + value, 0) };
}

function statesOf({ h }: Readonly<Record<string, Float64Array>>): Float64Array {
  if (!h) throw new Error("the reservoir's cell does not say its state h");
  return h;
}

/** The squared correlation of pairs that come one by one; 0 where one of them does not vary. */
function correlation() {
  let [n, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  return {
    add(a: number, b: number) {
      n++;
      x += a;
      y += b;
      xx += a * a;
      yy += b * b;
      xy += a * b;
    },
    squared() {
      const [varX, varY, both] = [xx - (x * x) / n, yy - (y * y) / n, xy - (x * y) / n];
      // A readout that is its bias alone varies by its rounding.
      return varX === 0 || varY <= 1e-12 * yy ? 0 : both ** 2 / (varX * varY);
    },
  };
}
