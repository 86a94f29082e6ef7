import { roundStep } from "./axis.js";
import { write } from "./canvas.js";
import { significant } from "./numbers.js";
/** Column of an x, counted from the left edge of the plot. */
export function columnOf(x, frame) {
    const { low, high } = frame.x;
    return Math.round(((x - low) / (high - low || 1)) * (frame.columns - 1));
}
/** Height of a y in rows above the bottom of the plot, not rounded. */
export function heightOf(y, frame) {
    const { low, high } = frame.y;
    return ((y - low) / (high - low)) * (frame.y.rows - 1);
}
/** Row of a y, counted from the top. */
export function rowOf(y, frame) {
    return frame.y.rows - 1 - Math.round(heightOf(y, frame));
}
/** Draws both axes: the vertical one left of the plot, the horizontal one and its labels in two rows below. */
export function drawAxes(on, frame, unicode, paint) {
    const [upright, yTick, corner, flat, xTick] = unicode ? "│┤└─┬" : "||+-+";
    const axis = frame.left - 1;
    for (let row = 0; row < frame.y.rows; row++)
        write(on, axis, row, upright ?? "", paint);
    for (const { at, label } of frame.y.ticks) {
        write(on, axis, rowOf(at, frame), yTick ?? "", paint);
        write(on, axis - 1 - label.length, rowOf(at, frame), label, plainText);
    }
    write(on, axis, frame.y.rows, (corner ?? "") + (flat ?? "").repeat(frame.columns), paint);
    for (const { column, label, from } of xLabels(frame)) {
        write(on, frame.left + column, frame.y.rows, xTick ?? "", paint);
        write(on, frame.left + from, frame.y.rows + 1, label, plainText);
    }
}
const plainText = (text) => text;
const COLUMNS_PER_LABEL = 10;
/** Labels at both ends, and at round whole numbers between them where there is room. */
function xLabels(frame) {
    const { low, high } = frame.x;
    const step = Math.max(1, roundStep(high - low || 1, frame.columns / COLUMNS_PER_LABEL));
    const ends = low === high ? [low] : [low, high];
    const first = Math.ceil(low / step);
    const between = Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
    const placed = [];
    for (const at of [...ends, ...between]) {
        const label = significant(at, 6);
        const column = columnOf(at, frame);
        const from = Math.max(0, Math.min(column - Math.floor(label.length / 2), frame.columns - label.length));
        const isFree = placed.every((other) => from > other.from + other.label.length || from + label.length < other.from);
        if (isFree)
            placed.push({ column, label, from });
    }
    return placed;
}
