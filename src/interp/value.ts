import ndarray, { type NdArray } from "ndarray";
import type { Shape } from "../ir/index.js";

/** float64, row-major: [...shape] when shared, [B, ...shape] otherwise. */
export type Value = NdArray<Float64Array>;

/** How many elements each named dimension has, and examples in the batch. */
export interface Sizes {
  readonly B: number;
  readonly dims: Readonly<Record<string, number>>;
}

export function sizeOf(sizes: Sizes, d: string): number {
  const n = sizes.dims[d];
  if (n === undefined) throw new RangeError(`no size is given for the dimension "${d}"`);
  return n;
}

/** A value of zeros for a shape. */
export function zeros(shape: Shape, shared: boolean, sizes: Sizes): Value {
  const lengths = [...(shared ? [] : [sizes.B]), ...shape.map((d) => sizeOf(sizes, d))];
  return ndarray(take(lengths.reduce((a, b) => a * b, 1)), lengths);
}

const CHUNK = 2 ** 13;
let chunk = new Float64Array(CHUNK);
let taken = 0;

/** Zeros for one value, a part of a larger array: most values are small, and an array of its own costs more than the op. */
function take(n: number): Float64Array {
  if (n > CHUNK / 8) return new Float64Array(n);
  if (taken + n > CHUNK) [chunk, taken] = [new Float64Array(CHUNK), 0];
  taken += n;
  return chunk.subarray(taken - n, taken);
}
