/**
 * The L2 norm of values[from, to), summed in float64. Finite values have a finite norm, and values that are not all
 * zero a norm above zero: where squares would overflow or underflow, the values are scaled by their largest first.
 */
export function norm(values, from = 0, to = values.length) {
    let sum = 0;
    for (let i = from; i < to; i++) {
        const v = values[i];
        sum += v * v;
    }
    return sum < 1e300 && sum > 1e-280 ? Math.sqrt(sum) : scaledNorm(values, from, to);
}
function scaledNorm(values, from, to) {
    let largest = 0;
    for (let i = from; i < to; i++)
        largest = Math.max(largest, Math.abs(values[i])); // NaN stays NaN
    if (largest === 0 || !Number.isFinite(largest))
        return largest;
    let sum = 0;
    for (let i = from; i < to; i++) {
        const v = values[i] / largest;
        sum += v * v;
    }
    return largest * Math.sqrt(sum);
}
/** Multiplies values[from, to) by a factor, in place. */
export function scale(values, factor, from = 0, to = values.length) {
    for (let i = from; i < to; i++)
        values[i] = values[i] * factor;
}
