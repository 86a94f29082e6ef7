import { exactly, type Initialiser, withGain } from "./initialiser.js";

/**
 * gain on the diagonal, 0 elsewhere; so for matrices that are not square, too.
 *
 * Source  Le, Jaitly & Hinton 2015 (IRNN): with a ReLU recurrence, orthogonal matrices lose the units that are off.
 */
export function identity(gain = 1): Initialiser {
  return withGain(unit, gain);
}

const unit: Initialiser = Object.freeze({
  name: "identity",
  draw: (rows: number, cols: number) =>
    Float64Array.from({ length: rows * cols }, (_, i) => diagonal(i, cols)),
  check: (values: ArrayLike<number>, rows: number, cols: number) =>
    exactly(values, rows, cols, (i) => diagonal(i, cols)),
});

function diagonal(index: number, cols: number): number {
  return Math.floor(index / cols) === index % cols ? 1 : 0;
}
