import ndarray from "ndarray";
import type { Value } from "../interp/index.js";
import { at } from "./collections.js";

/** Σ x² of every example. */
export function rowSquares(v: Value, B: number): Float64Array {
  const n = v.size / B;
  return Float64Array.from({ length: B }, (_, b) =>
    v.data.subarray(b * n, (b + 1) * n).reduce((s, x) => s + x * x, 0),
  );
}

export function sumOf(a: Value, b: Value): Value {
  return ndarray(
    a.data.map((x, i) => x + at(b.data, i)),
    a.shape,
  );
}

/** Of every part the first rows. */
export const firstRows = (parts: readonly Value[], rows: number): Float64Array =>
  Float64Array.from(
    parts.flatMap(({ data, shape }) => Array.from(data.subarray(0, (data.length / (shape[0] ?? 1)) * rows))),
  );

export const joined = (parts: readonly Value[]): Float64Array =>
  Float64Array.from(parts.flatMap((p) => Array.from(p.data)));

export const split = (flat: ArrayLike<number>, parts: number, shape: number[]): Value[] => {
  const n = shape.reduce((a, b) => a * b, 1);
  return Array.from({ length: parts }, (_, i) =>
    ndarray(
      Float64Array.from({ length: n }, (_, j) => at(flat, i * n + j)),
      shape,
    ),
  );
};

export function pick<T>(of: Readonly<Record<string, T>>, name: string): T {
  const v = of[name];
  if (v === undefined) throw new Error(`no value named ${name}`);
  return v;
}

export function find(leaves: ReadonlyMap<string, Value>, key: string): Value {
  const v = leaves.get(key);
  if (!v) throw new Error(`no value for ${key}`);
  return v;
}
