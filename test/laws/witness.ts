import {
  type Backend,
  type CompileOptions,
  compile,
  type Engine,
  type Precision,
} from "../../src/engine/index.js";
import type { Network } from "../../src/ir/index.js";

/** One independent way to compute the same thing. */
export interface Witness {
  readonly backend: Backend;
  readonly precision: Precision;
  /** The unit of rounding: half the distance from 1 to the next number. */
  readonly unit: number;
}

export const witness = (backend: Backend, precision: Precision): Witness & { toString(): string } => ({
  backend,
  precision,
  unit: precision === "float32" ? 2 ** -24 : 2 ** -53,
  toString: () => `${backend} ${precision}`,
});

/** The specification. */
export const interp = witness("interp", "float64");

/** Every backend and precision that the laws run on: the one place to switch one on or off. */
export const witnesses: readonly Witness[] = [
  interp,
  witness("native", "float64"),
  witness("native", "float32"),
  witness("wasm", "float64"),
  witness("wasm", "float32"),
];

/** True in `vitest --mode slow`: everything on everything. */
export const full = process.env.MODE === "slow";

/** In the order in which they are dealt out. */
const compiled: readonly Witness[] = [
  witness("native", "float64"),
  witness("wasm", "float32"),
  witness("native", "float32"),
  witness("wasm", "float64"),
];

/**
 * The witnesses that the i-th subject runs on. A native compilation takes about a second, so the fast suite compiles each
 * subject for one backend and precision, dealt out in turn, and half of them natively.
 */
export const witnessesOf = (i: number): readonly Witness[] =>
  full ? witnesses : [interp, compiled[i % compiled.length] ?? interp];

/** Engines of this process by network and what they were compiled for: one is used by many laws, in several files. */
const engines = new Map<Network, Map<string, Promise<Engine>>>();

/** Calls `use` with an engine that knows dL/dx. It lives as long as the process. */
export async function withEngine<R>(
  { backend, precision }: Witness,
  network: Network,
  sizes: { readonly T: number; readonly B: number },
  use: (engine: Engine) => R | Promise<R>,
  options: CompileOptions = {},
): Promise<R> {
  const known = engines.get(network) ?? new Map<string, Promise<Engine>>();
  engines.set(network, known);
  const key = [backend, precision, sizes.T, sizes.B, JSON.stringify(options)].join();
  const made =
    known.get(key) ??
    compile(network, { T: sizes.T, B: sizes.B }, { backend, precision, inputGradient: true, ...options });
  known.set(key, made);
  const engine = await made;
  if (engine.backend !== backend || engine.precision !== precision)
    throw new Error(`asked for ${backend} ${precision}, got ${engine.backend} ${engine.precision}`);
  return use(engine);
}
