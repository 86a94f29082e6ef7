import { exactly, type Initialiser, requireFinite } from "./initialiser.js";

/** Every value the same. Throws RangeError for a value that is not finite. */
export function constant(value: number): Initialiser {
  requireFinite("a constant", value);
  return Object.freeze({
    name: value === 0 ? "zeros" : `constant ${value}`,
    draw: (rows: number, cols: number) => new Float64Array(rows * cols).fill(value),
    check: (values: ArrayLike<number>, rows: number, cols: number) =>
      exactly(values, rows, cols, () => value),
  });
}

/** Every value 0. */
export function zeros(): Initialiser {
  return constant(0);
}
