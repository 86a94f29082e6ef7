import { type Canvas, write } from "./canvas.js";
import { columnOf, type Frame, rowOf } from "./frame.js";
import type { Pen } from "./pen.js";
import { type Point, resample } from "./resample.js";

/** What lies between two curves, both in ascending x. */
export interface Band {
  readonly low: readonly Point[];
  readonly high: readonly Point[];
}

/** Shades bands. Where several overlap, their shades alternate, so that none hides another. */
export function drawBands(
  on: Canvas,
  frame: Frame,
  bands: readonly (Band | undefined)[],
  pens: readonly Pen[],
): void {
  const edge = (points: readonly Point[]) =>
    resample(points, frame.columns, (x) => columnOf(x, frame), frame.y.high - frame.y.low);
  bands.forEach((band, index) => {
    const pen = pens[index];
    if (!band || !pen) return;
    const low = edge(band.low);
    edge(band.high).forEach((high, column) => {
      const top = rowOf(high, frame);
      const bottom = rowOf(low[column] ?? Number.NaN, frame);
      for (let row = top; row <= bottom; row++) {
        const isFree = on[row]?.[frame.left + column] === undefined;
        if (isFree || (row + column) % bands.length === index)
          write(on, frame.left + column, row, pen.shade, pen.paint);
      }
    });
  });
}
