/** Slack for values that were rounded to float32, relative to their size. */
export const rounding = 1e-6;
/** The same initialiser with every value multiplied by a gain. Throws RangeError for a gain that is not finite. */
export function withGain(base, gain) {
    requireFinite("gain", gain);
    if (gain === 1)
        return base;
    return Object.freeze({
        name: `${base.name} gain ${gain}`,
        draw: (rows, cols, stream) => base.draw(rows, cols, stream).map((value) => value * gain),
        check(values, rows, cols) {
            if (gain !== 0)
                return base.check(Float64Array.from(values, (value) => value / gain), rows, cols);
            return exactly(values, rows, cols, () => 0);
        },
    });
}
/** Checks values that are known one by one: undefined, or a sentence that names the first that differs. */
export function exactly(values, rows, cols, expected) {
    if (values.length !== rows * cols)
        return wrongLength(values, rows, cols);
    const at = Array.from(values).findIndex((value, i) => !close(value, expected(i)));
    return at < 0 ? undefined : `value ${at} is ${values[at]}, not ${expected(at)}`;
}
function close(value, expected) {
    return Math.abs(value - expected) <= rounding * Math.abs(expected);
}
export function wrongLength(values, rows, cols) {
    return `${values.length} values instead of ${rows} × ${cols}`;
}
export function requireFinite(what, value) {
    if (!Number.isFinite(value))
        throw new RangeError(`${what} must be a finite number, not ${value}.`);
}
/** Throws RangeError for a number below `least`, or not finite. */
export function requireFrom(least, what, value) {
    if (!(value >= least && value < Infinity))
        throw new RangeError(`${what} must be ${least} or more, not ${value}.`);
}
