import asciichart from "asciichart";
import { write } from "./canvas.js";
import { columnOf, heightOf } from "./frame.js";
import { resample } from "./resample.js";
/** Draws the lines of several series over one another, then the markers of all of them on top. */
export function drawLines(on, frame, lines, pens) {
    const drawn = lines.map((points) => {
        const values = resample(points, frame.columns, (x) => columnOf(x, frame), frame.y.high - frame.y.low);
        return stretches(values.map((y) => heightOf(y, frame)));
    });
    forEachPen(drawn, pens, (stretch, pen) => drawStretch(on, frame, stretch, pen));
    // Last, so that a line hidden under another one still shows where it runs.
    forEachPen(drawn, pens, (stretch, pen, index) => drawMarkers(on, frame, stretch, pen, index, pens.length));
}
function forEachPen(drawn, pens, draw) {
    pens.forEach((pen, index) => {
        for (const stretch of drawn[index] ?? [])
            draw(stretch, pen, index);
    });
}
function stretches(heights) {
    const found = [];
    heights.forEach((height, column) => {
        if (Number.isNaN(height))
            return;
        const last = found.at(-1);
        if (last && last.from + last.heights.length === column)
            last.heights.push(height);
        else
            found.push({ from: column, heights: [height] });
    });
    return found;
}
function drawStretch(on, frame, { from, heights }, pen) {
    const top = frame.y.rows - 1;
    // asciichart draws n-1 columns for n values, and before them an axis of its own that is cut off here.
    const values = [...heights, ...heights.slice(-1)];
    const options = { min: 0, max: top, height: top, offset: 1, format: () => " ", symbols: pen.symbols };
    const picture = asciichart.plot(values, options).split("\n");
    picture.forEach((text, row) => {
        [...text].slice(1).forEach((character, i) => {
            if (character !== " ")
                write(on, frame.left + from + i, row, character, pen.paint);
        });
    });
}
/** Columns from one marker of a line to its next, for each line of the chart. */
const MARKER_SPACING = 5;
/** Every line has its own columns for markers, so that lines on the same row do not hide each other's. */
function drawMarkers(on, frame, stretch, pen, index, lines) {
    const { from, heights } = stretch;
    const period = MARKER_SPACING * Math.max(2, lines);
    const first = MARKER_SPACING * index + 2;
    const columns = heights.map((_, i) => from + i).filter((column) => (column - first) % period === 0);
    if (columns.length === 0)
        columns.push(from + (heights.length >> 1));
    for (const column of columns) {
        const height = heights[column - from] ?? 0;
        write(on, frame.left + column, frame.y.rows - 1 - Math.round(height), pen.marker, pen.paint);
    }
}
