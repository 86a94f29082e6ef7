import { exactly, type Initialiser, withGain } from "./initialiser.js";

/**
 * Every unit sees the one before it, the first the last: the matrix of a cyclic shift times a gain. A signal goes
 * round, and is multiplied by the gain at every step.
 *
 * Source  Rodan & Tiňo 2011, "Minimum Complexity Echo State Network": the simple cycle reservoir.
 */
export function cycle(gain = 1): Initialiser {
  return withGain(unit, gain);
}

const unit: Initialiser = Object.freeze({
  name: "cycle",
  draw: (rows: number, cols: number) => Float64Array.from({ length: rows * cols }, (_, i) => shift(i, cols)),
  check: (values: ArrayLike<number>, rows: number, cols: number) =>
    exactly(values, rows, cols, (i) => shift(i, cols)),
});

function shift(index: number, cols: number): number {
  return (Math.floor(index / cols) + cols - 1) % cols === index % cols ? 1 : 0;
}
