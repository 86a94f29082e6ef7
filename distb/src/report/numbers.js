/** From here down and up, numbers are written with an exponent. */
const SMALL = 1e-3;
const LARGE = 1e6;
/** A number with so many significant digits and no trailing zeros: 0.1667, 1500, 3.4e-22, inf, NaN. */
export function significant(x, digits = 3) {
    if (Number.isNaN(x))
        return "NaN";
    if (!Number.isFinite(x))
        return x > 0 ? "inf" : "-inf";
    const size = Math.abs(x);
    if (size === 0)
        return "0";
    if (size < SMALL || size >= LARGE)
        return exponential(x.toExponential(digits - 1));
    // Whole digits are never replaced by zeros: 1234 stays 1234 with three digits.
    return size >= 10 ** digits ? String(Math.round(x)) : String(Number(x.toPrecision(digits)));
}
/** 10^exponent, also where it is far outside the range of a double: fromLog10(-812.47) is "3.4e-813". */
export function fromLog10(exponent, digits = 2) {
    if (Number.isNaN(exponent))
        return "NaN";
    if (exponent === Number.NEGATIVE_INFINITY)
        return "0";
    if (exponent === Number.POSITIVE_INFINITY)
        return "inf";
    if (exponent >= Math.log10(SMALL) && exponent < Math.log10(LARGE))
        return significant(10 ** exponent, digits);
    const whole = Math.floor(exponent);
    const mantissa = (10 ** (exponent - whole)).toExponential(digits - 1);
    // Rounding can turn the mantissa into 1.0e+1.
    const [leading = "", carry = "0"] = mantissa.split("e");
    return exponential(`${leading}e${whole + Number(carry)}`);
}
function exponential(text) {
    const [mantissa = "", exponent = ""] = text.split("e");
    return `${Number(mantissa)}e${Number(exponent)}`;
}
/** Seconds in at most two units: 0.4s, 42s, 3m12s, 2h05m, 3d04h. */
export function duration(seconds) {
    if (!Number.isFinite(seconds) || seconds < 0)
        return "?";
    if (seconds < 9.95)
        return `${seconds.toFixed(1)}s`;
    const whole = Math.round(seconds);
    if (whole < 60)
        return `${whole}s`;
    if (whole < 3600)
        return twoUnits(whole, 60, "m", "s");
    const minutes = Math.round(seconds / 60);
    if (minutes < 24 * 60)
        return twoUnits(minutes, 60, "h", "m");
    return twoUnits(Math.round(seconds / 3600), 24, "d", "h");
}
function twoUnits(n, size, large, small) {
    return `${Math.floor(n / size)}${large}${String(n % size).padStart(2, "0")}${small}`;
}
/** A whole number, from five digits on with its thousands apart: 1500, 16,833. */
export function count(n) {
    return n < 10_000 ? String(n) : n.toLocaleString("en-US", { maximumFractionDigits: 0 });
}
