import { axisOver, type Scale } from "./axis.js";
import { canvas, rowsOf, write } from "./canvas.js";
import { columnOf, drawAxes, type Frame, rowOf } from "./frame.js";
import { legend } from "./legend.js";
import { drawLines } from "./line.js";
import { penOf } from "./pen.js";
import type { Point } from "./resample.js";
import { type Band, drawBands } from "./shade.js";
import { columnsOf, painter, type Style } from "./style.js";
import { cut, plain, wrap } from "./text.js";

export interface Series {
  readonly name: string;
  /** In ascending x, which is finite. A y that is not finite is a gap. */
  readonly points: readonly Point[];
  /** Shaded between two curves. */
  readonly band?: Band;
  /** Ticks on the line. */
  readonly marks?: readonly Point[];
}

/** A horizontal line to compare the series with. */
export interface Reference {
  readonly name: string;
  readonly y: number;
}

/** A line chart. With the scale "log10", every y, of series and references, is the log10 of what is meant. */
export interface Chart {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly scale: Scale;
  readonly series: readonly Series[];
  readonly references?: readonly Reference[];
  /** Values that the vertical axis holds, whatever is drawn. */
  readonly holds?: readonly number[];
  /** Lines of text under the legend. */
  readonly notes?: readonly string[];
  /** About so many rows for the plot alone; 15 unless told. */
  readonly rows?: number;
}

/** Beyond these, differences overflow or are lost to rounding: such a number has no place on the axis. */
const LARGEST: Readonly<Record<Scale, number>> = { linear: 1e300, log10: 1e9 };
const ROWS = 15;

/** Why a chart has no point. */
export const whyEmpty = (scale: Scale): string =>
  scale === "log10" ? "every value is zero or not finite" : "no value is finite";

/** Whether a number has a place on an axis of this scale. */
export const placeOn =
  (scale: Scale) =>
  (y: number): boolean =>
    Math.abs(y) <= LARGEST[scale];

/** Draws the chart, with title, axes, markers, the names of the references and a legend. */
export function chart(spec: Chart, style: Style): string {
  const width = columnsOf(style);
  const { bold, dim } = painter(style);
  const hasPlace = placeOn(spec.scale);
  const placed = (points: readonly Point[]) =>
    points.map(({ x, y }) => ({ x, y: hasPlace(y) ? y : Number.NaN }));
  const series = spec.series.map(({ name, points, band, marks = [] }) => ({
    name,
    points: placed(points),
    ...(band && { band: { low: placed(band.low), high: placed(band.high) } }),
    marks: placed(marks),
  }));
  const references = (spec.references ?? [])
    .filter(({ y }) => hasPlace(y))
    .map(({ name, y }) => ({ name: plain(name, style), y }));
  const clean = { ...spec, series, references };
  const notes = (spec.notes ?? []).map((note) => wrap(note, style));
  const isEmpty = series.length > 0 && series.every(({ points }) => points.every(({ y }) => Number.isNaN(y)));
  if (isEmpty)
    return [
      bold(cut(spec.title, width, style)),
      wrap(`Nothing to draw: ${whyEmpty(spec.scale)}.`, style),
      ...notes,
    ].join("\n");
  const frame = frameOf(clean, width);
  const pens = series.map((_, index) => penOf(index, style));

  const drawn = canvas(width, frame.y.rows + 2);
  const right = frame.left + frame.columns;
  const bands = series.map(({ band }) => band);
  drawBands(drawn, frame, bands, pens);
  for (const [row, names] of namesByRow(references, frame)) {
    write(drawn, frame.left, row, (style.unicode ? "┄" : ".").repeat(frame.columns), dim);
    write(drawn, right + 1, row, cut(names, width - right - 1, style), dim);
  }
  const points = series.map((one) => one.points);
  drawLines(drawn, frame, points, pens);
  series.forEach(({ marks }, i) => {
    for (const { x, y } of marks)
      if (!Number.isNaN(y))
        write(
          drawn,
          frame.left + columnOf(x, frame),
          rowOf(y, frame),
          style.unicode ? "┼" : "|",
          pens[i]?.paint ?? dim,
        );
  });
  drawAxes(drawn, frame, style.unicode, dim);
  const xTitle = cut(spec.xTitle, frame.columns, style);
  return [
    bold(cut(spec.title, width, style)),
    cut(spec.yTitle, width, style),
    ...rowsOf(drawn),
    " ".repeat(frame.left + Math.floor((frame.columns - xTitle.length) / 2)) + xTitle,
    ...legend(clean, style),
    ...notes,
  ].join("\n");
}

function frameOf({ series, references = [], holds = [], scale, rows = ROWS }: Chart, width: number): Frame {
  const points = series.flatMap((one) => [
    ...one.points,
    ...(one.band?.low ?? []),
    ...(one.band?.high ?? []),
  ]);
  const ys = [...points, ...references].map(({ y }) => y).filter((y) => !Number.isNaN(y));
  const y = axisOver([...ys, ...holds], scale, rows);
  const left = 2 + Math.max(1, ...y.ticks.map(({ label }) => label.length));
  const names = Math.max(-1, ...references.map(({ name }) => Math.min(name.length, Math.floor(width / 4))));
  return {
    left,
    columns: width - left - (names + 1),
    x: rangeOf(points.map(({ x }) => x)),
    y,
  };
}

function rangeOf(xs: readonly number[]): { low: number; high: number } {
  if (xs.length === 0) return { low: 0, high: 1 };
  return xs.reduce(({ low, high }, x) => ({ low: Math.min(low, x), high: Math.max(high, x) }), {
    low: Number.POSITIVE_INFINITY,
    high: Number.NEGATIVE_INFINITY,
  });
}

function namesByRow(references: readonly Reference[], frame: Frame): Map<number, string> {
  const names = new Map<number, string>();
  for (const { name, y } of references) {
    const row = rowOf(y, frame);
    const above = names.get(row);
    names.set(row, above === undefined ? name : `${above}, ${name}`);
  }
  return names;
}
