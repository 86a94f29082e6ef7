import { meanSquaredError } from "../../src/cells/index.js";
import { type Backend, compile, type Engine, type Precision } from "../../src/engine/index.js";
import type { Cell } from "../../src/ir/index.js";
import { stream } from "../../src/rng/index.js";

export const [T, B, X] = [20, 2, 3];
const from = stream(1, "wrap");
export const noise = (n: number): Float64Array => Float64Array.from({ length: n }, () => from.normal());

/** One layer of a cell, H units, with random parameters; `set` those named. */
export async function layer(
  of: Cell,
  H: number,
  set: Readonly<Record<string, ArrayLike<number>>> = {},
  { backend = "interp", precision = "float64" }: { backend?: Backend; precision?: Precision } = {},
): Promise<Engine> {
  const network = {
    input: X,
    layers: [{ cell: of, dims: { H } }],
    readout: { cell: meanSquaredError, on: "last" as const, size: 1 },
  };
  const engine = await compile(network, { T, B }, { backend, precision });
  for (const { local, offset, size, cols } of engine.parameters)
    engine.params.set(set[local] ?? noise(size).map((v) => v / Math.sqrt(cols)), offset);
  return engine;
}

export const batch = { T, x: noise(T * B * X), target: noise(B), weight: Float64Array.of(0.5, 0.5) };

/** The values, and after a backward pass the gradients, of a parameter. */
export function parameter(engine: Engine, local: string): { value: Float64Array; gradient: Float64Array } {
  const p = engine.parameters.find((q) => q.local === local);
  if (!p) throw new Error(`no parameter ${local}`);
  const part = (of: ArrayLike<number>) => Float64Array.from(of).subarray(p.offset, p.offset + p.size);
  return { value: part(engine.params), gradient: part(engine.grads) };
}

/** A·B of square matrices. */
export const product = (a: ArrayLike<number>, b: ArrayLike<number>, n: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let k = 0; k < n; k++) sum += (a[i * n + k] ?? Number.NaN) * (b[k * n + j] ?? Number.NaN);
    return sum;
  });

export const transposed = (a: ArrayLike<number>, n: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, at) => a[(at % n) * n + Math.floor(at / n)] ?? Number.NaN);

export const unit = (n: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));

/** U'U - I. */
export const gramLess = (U: ArrayLike<number>, n: number): Float64Array =>
  product(transposed(U, n), U, n).map((v, at) => v - (at % (n + 1) === 0 ? 1 : 0));

/** ‖U'U - I‖ (Frobenius) / √n. */
export const departure = (U: ArrayLike<number>, n: number): number =>
  Math.hypot(...gramLess(U, n)) / Math.sqrt(n);
