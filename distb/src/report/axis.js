import { fromLog10, significant } from "./numbers.js";
/** Spans narrower than this show rounding noise as mountains. */
const MIN_RELATIVE_SPAN = 1e-3;
const MIN_DECADES = 0.1;
/** Below this, a step between ticks would underflow; the line is drawn at zero. */
const SMALLEST = 1e-300;
/** Below this many decades, whole powers of ten are too few for ticks. */
const FEW_DECADES = 2.5;
/** Up to this power of ten, and down to its inverse, a log axis is labelled 0.01 rather than 1e-2. */
const PLAIN_POWER = 4;
const ROWS_PER_TICK = 3;
/** An axis of about so many rows that holds all values, with ticks at round numbers. */
export function axisOver(values, scale, rows) {
    const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    if (low > high)
        return axisOver([0, 1], scale, rows);
    if (scale === "linear")
        return linear(low, high, rows);
    if (high - low >= FEW_DECADES)
        return decades(low, high, rows);
    const pad = Math.max(0, MIN_DECADES - (high - low)) / 2;
    return mantissas(low - pad, high + pad, rows);
}
/** The round step (1, 2 or 5 times a power of ten) that cuts the span into at most `count` parts. */
export function roundStep(span, count) {
    const raw = span / Math.max(1, Math.floor(count));
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5].find((m) => m * power >= raw) ?? 10;
    return step * power;
}
function linear(low, high, rows) {
    const size = Math.max(Math.abs(low), Math.abs(high));
    if (size < SMALLEST)
        return linear(0, 1, rows);
    const narrow = MIN_RELATIVE_SPAN * size;
    const pad = Math.max(0, narrow - (high - low)) / 2;
    const step = roundStep(high - low + 2 * pad, rows / ROWS_PER_TICK);
    const digits = 2 + Math.floor(Math.log10(size / step));
    return even(low - pad, high + pad, rows, step, (at) => significant(at, Math.max(1, digits)));
}
function decades(low, high, rows) {
    const step = Math.max(1, roundStep(high - low, rows / ROWS_PER_TICK));
    const isPlain = low >= -PLAIN_POWER && high <= PLAIN_POWER;
    return even(low, high, rows, step, (at) => isPlain ? String(Number((10 ** at).toPrecision(1))) : `1e${at}`);
}
/** A whole number of rows from tick to tick, so that no label is a part of a row off. */
function even(low, high, rows, step, label) {
    const rowsPerStep = Math.max(1, Math.round((step * (rows - 1)) / (high - low)));
    const row = step / rowsPerStep;
    const bottom = Math.floor(low / row);
    const top = Math.max(Math.ceil(high / row), bottom + 1);
    const ticks = [];
    for (let i = Math.ceil(bottom / rowsPerStep); i * rowsPerStep <= top; i++) {
        const at = Number((i * step).toPrecision(12));
        ticks.push({ at, label: label(at) });
    }
    return { low: bottom * row, high: top * row, rows: top - bottom + 1, ticks };
}
/** Ticks at 1, 2 and 5 times a power of ten; over less than a decade, at round values between. */
function mantissas(low, high, rows) {
    const ticks = [];
    for (let power = Math.floor(low); power <= Math.ceil(high); power++)
        for (const m of [1, 2, 5])
            ticks.push(logTick(power + Math.log10(m), 1));
    const inside = ticks.filter(({ at }) => at >= low && at <= high);
    if (inside.length >= 3)
        return { low, high, rows, ticks: inside };
    // Counted from a power of ten nearby, so that 10^low is a number even where it would underflow.
    const power = Math.floor(low);
    const values = linear(10 ** (low - power), 10 ** (high - power), rows);
    const between = values.ticks.filter(({ at }) => at > 0).map(({ at }) => logTick(power + Math.log10(at), 4));
    return { low, high, rows, ticks: between.filter(({ at }) => at >= low && at <= high) };
}
function logTick(at, digits) {
    return { at, label: fromLog10(at, digits) };
}
