import { exactly, withGain } from "./initialiser.js";
/**
 * gain on the diagonal, 0 elsewhere; so for matrices that are not square, too.
 *
 * Source  Le, Jaitly & Hinton 2015 (IRNN): with a ReLU recurrence, orthogonal matrices lose the units that are off.
 */
export function identity(gain = 1) {
    return withGain(unit, gain);
}
const unit = Object.freeze({
    name: "identity",
    draw: (rows, cols) => Float64Array.from({ length: rows * cols }, (_, i) => diagonal(i, cols)),
    check: (values, rows, cols) => exactly(values, rows, cols, (i) => diagonal(i, cols)),
});
function diagonal(index, cols) {
    return Math.floor(index / cols) === index % cols ? 1 : 0;
}
