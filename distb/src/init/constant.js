import { exactly, requireFinite } from "./initialiser.js";
/** Every value the same. Throws RangeError for a value that is not finite. */
export function constant(value) {
    requireFinite("a constant", value);
    return Object.freeze({
        name: value === 0 ? "zeros" : `constant ${value}`,
        draw: (rows, cols) => new Float64Array(rows * cols).fill(value),
        check: (values, rows, cols) => exactly(values, rows, cols, () => value),
    });
}
/** Every value 0. */
export function zeros() {
    return constant(0);
}
