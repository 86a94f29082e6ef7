import { stream } from "../rng/index.js";
import { type Axis, drawValue, gridValues } from "./axis.js";
import type { Plain } from "./path.js";

/** Draws that may be in vain for every one that is wanted: a small grid has no more to give. */
const PATIENCE = 100;

/** Every combination of the axes' values, the last axis fastest. */
export function grid(axes: readonly Axis[]): readonly Plain[] {
  return axes.reduce<readonly Plain[]>(
    (made, axis) => made.flatMap((one) => gridValues(axis).map((value) => ({ ...one, [axis.name]: value }))),
    [{}],
  );
}

/** How many combinations `grid` makes. */
export function gridSize(axes: readonly Axis[]): number {
  return axes.reduce((n, axis) => n * gridValues(axis).length, 1);
}

/**
 * n different settings, drawn independently (fewer where there are not so many). The i-th draw depends on the seed and
 * on i alone: more draws begin with the same ones, and another axis changes no value on the others.
 *
 * Source  Bergstra & Bengio 2012, "Random search for hyper-parameter optimization".
 */
export function draws(axes: readonly Axis[], n: number, seed: number): readonly Plain[] {
  const source = stream(seed, "sweep");
  const made = new Map<string, Plain>();
  for (let i = 0; made.size < n && i < n * PATIENCE; i++) {
    const values = Object.fromEntries(
      axes.map((axis) => [axis.name, drawValue(axis, source.split(axis.name, i))]),
    );
    const key = JSON.stringify(values);
    if (!made.has(key)) made.set(key, values);
  }
  return [...made.values()];
}
