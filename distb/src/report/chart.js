import { axisOver } from "./axis.js";
import { canvas, rowsOf, write } from "./canvas.js";
import { drawAxes, rowOf } from "./frame.js";
import { legend } from "./legend.js";
import { drawLines } from "./line.js";
import { penOf } from "./pen.js";
import { columnsOf, painter } from "./style.js";
import { cut, plain, wrap } from "./text.js";
/** Beyond these, differences overflow or are lost to rounding: such a number has no place on the axis. */
const LARGEST = { linear: 1e300, log10: 1e9 };
const ROWS = 15;
/** Draws the chart, with title, axes, markers, the names of the references and a legend. */
export function chart(spec, style) {
    const width = columnsOf(style);
    const { bold, dim } = painter(style);
    const hasPlace = (y) => Math.abs(y) <= LARGEST[spec.scale];
    const series = spec.series.map(({ name, points }) => ({
        name,
        points: points.map(({ x, y }) => ({ x, y: hasPlace(y) ? y : Number.NaN })),
    }));
    const references = (spec.references ?? [])
        .filter(({ y }) => hasPlace(y))
        .map(({ name, y }) => ({ name: plain(name, style), y }));
    const clean = { ...spec, series, references };
    const frame = frameOf(clean, width);
    const pens = series.map((_, index) => penOf(index, style));
    const drawn = canvas(width, frame.y.rows + 2);
    const right = frame.left + frame.columns;
    for (const [row, names] of namesByRow(references, frame)) {
        write(drawn, frame.left, row, (style.unicode ? "┄" : ".").repeat(frame.columns), dim);
        write(drawn, right + 1, row, cut(names, width - right - 1, style), dim);
    }
    const points = series.map((one) => one.points);
    drawLines(drawn, frame, points, pens);
    drawAxes(drawn, frame, style.unicode, dim);
    const xTitle = cut(spec.xTitle, frame.columns, style);
    return [
        bold(cut(spec.title, width, style)),
        cut(spec.yTitle, width, style),
        ...rowsOf(drawn),
        " ".repeat(frame.left + Math.floor((frame.columns - xTitle.length) / 2)) + xTitle,
        ...legend(clean, style),
        ...(spec.notes ?? []).map((note) => wrap(note, style)),
    ].join("\n");
}
function frameOf({ series, references = [], scale, rows = ROWS }, width) {
    const points = series.flatMap((one) => one.points);
    const ys = [...points, ...references].map(({ y }) => y).filter((y) => !Number.isNaN(y));
    const y = axisOver(ys, scale, rows);
    const left = 2 + Math.max(1, ...y.ticks.map(({ label }) => label.length));
    const names = Math.max(-1, ...references.map(({ name }) => Math.min(name.length, Math.floor(width / 4))));
    return {
        left,
        columns: width - left - (names + 1),
        x: rangeOf(points.map(({ x }) => x)),
        y,
    };
}
function rangeOf(xs) {
    if (xs.length === 0)
        return { low: 0, high: 1 };
    return xs.reduce(({ low, high }, x) => ({ low: Math.min(low, x), high: Math.max(high, x) }), {
        low: Number.POSITIVE_INFINITY,
        high: Number.NEGATIVE_INFINITY,
    });
}
function namesByRow(references, frame) {
    const names = new Map();
    for (const { name, y } of references) {
        const row = rowOf(y, frame);
        const above = names.get(row);
        names.set(row, above === undefined ? name : `${above}, ${name}`);
    }
    return names;
}
