import { axisOver, type Scale } from "./axis.js";
import { type Canvas, canvas, rowsOf, write } from "./canvas.js";
import { flow } from "./legend.js";
import { columnsOf, type Paint, painter, type Style } from "./style.js";
import { cut, wrap } from "./text.js";

/** What was measured of one setting: a middle, and how far its runs lie apart. */
export interface Dots {
  readonly middle: number;
  readonly low: number;
  readonly high: number;
}

export interface DotRow {
  readonly name: string;
  /** One for each of the chart's kinds; undefined where nothing was measured. */
  readonly dots: readonly (Dots | undefined)[];
}

/** A row a setting, with a dot and a range on one axis. With the scale "log10", every number is the log10 of what is meant. */
export interface DotChart {
  readonly title: string;
  /** What the dots are, e.g. before and after; at most two. */
  readonly kinds: readonly string[];
  readonly scale: Scale;
  readonly rows: readonly DotRow[];
  /** Known values, drawn as vertical lines. */
  readonly references?: readonly { readonly name: string; readonly x: number }[];
  readonly notes?: readonly string[];
}

const LONGEST_NAME = 16;
const COLUMNS_PER_TICK = 4;
const asIs: Paint = (text) => text;

interface Axis {
  readonly left: number;
  readonly columns: number;
  readonly low: number;
  readonly high: number;
}

/** Draws the chart. What is not finite has no place on the axis: "<" and ">" at its ends, "?" for NaN. */
export function dotChart(spec: DotChart, style: Style): string {
  const { bold, dim } = painter(style);
  const width = columnsOf(style);
  const references = (spec.references ?? []).filter(({ x }) => Number.isFinite(x));
  const names = spec.rows.map(({ name }) => cut(name, LONGEST_NAME, style));
  const left = 2 + Math.max(1, ...names.map(({ length }) => length));
  const columns = width - left - 1;
  const finite = [
    ...spec.rows.flatMap(({ dots }) => dots.flatMap((dot) => (dot ? [dot.middle, dot.low, dot.high] : []))),
    ...references.map(({ x }) => x),
  ].filter(Number.isFinite);
  const { low, high, ticks } = axisOver(finite, spec.scale, Math.floor(columns / COLUMNS_PER_TICK));
  const axis: Axis = { left, columns, low, high };

  const on = canvas(width, spec.rows.length + 2);
  const bottom = spec.rows.length;
  // One kind alone is drawn as the later of two.
  const single = spec.kinds.length === 1 ? 1 : 0;
  for (const { x } of references)
    for (let row = 0; row < bottom; row++) write(on, columnOf(x, axis), row, style.unicode ? "┊" : ":", dim);
  spec.rows.forEach(({ dots }, row) => {
    write(on, left - 2 - (names[row]?.length ?? 0), row, names[row] ?? "", asIs);
    write(on, left - 1, row, style.unicode ? "│" : "|", dim);
    const drawn = dots.flatMap((dot, kind) => (dot ? [{ dot, pen: penOf(kind + single, style) }] : []));
    for (const { dot, pen } of drawn) drawRange(on, row, dot, axis, pen);
    for (const { dot, pen } of drawn) drawMiddle(on, row, dot, axis, pen);
  });
  const [corner = "", flat = "", tick = ""] = style.unicode ? "└─┬" : "+-+";
  write(on, left - 1, bottom, corner + flat.repeat(columns), dim);
  let free = 0;
  for (const { at, label } of ticks) {
    const column = columnOf(at, axis);
    const from = Math.max(0, Math.min(column - Math.floor(label.length / 2), width - label.length));
    if (from < free) continue;
    write(on, column, bottom, tick, dim);
    write(on, from, bottom + 1, label, asIs);
    free = from + label.length + 2;
  }
  const pieces = [
    ...spec.kinds.map((name, kind) => {
      const { mark, paint } = penOf(kind + single, style);
      return { text: `${paint(mark)} ${name}`, length: name.length + 2 };
    }),
    ...references.map(({ name }) => {
      const mark = style.unicode ? "┊" : ":";
      return { text: `${dim(mark)} ${name}`, length: name.length + 2 };
    }),
  ];
  return [
    bold(cut(spec.title, width, style)),
    ...rowsOf(on),
    ...flow(pieces, 3, style),
    ...(spec.notes ?? []).map((note) => wrap(note, style)),
  ].join("\n");
}

interface Pen {
  readonly mark: string;
  readonly line: string;
  readonly paint: Paint;
}

function penOf(kind: number, style: Style): Pen {
  const [marks, lines] = style.unicode ? ["○●", "╌━"] : ["o*", ".-"];
  return { mark: marks[kind] ?? "?", line: lines[kind] ?? "?", paint: painter(style).series(kind) };
}

function drawRange(on: Canvas, row: number, { low, high }: Dots, axis: Axis, { line, paint }: Pen): void {
  const from = columnOf(low, axis);
  write(on, from, row, line.repeat(Math.max(1, columnOf(high, axis) - from + 1)), paint);
}

function drawMiddle(on: Canvas, row: number, { middle }: Dots, axis: Axis, { mark, paint }: Pen): void {
  const end = Number.isNaN(middle) ? "?" : middle > 0 ? ">" : "<";
  write(on, columnOf(middle, axis), row, Number.isFinite(middle) ? mark : end, paint);
}

/** On the canvas; what is infinite at that end of the axis, NaN at the left. */
function columnOf(x: number, { left, columns, low, high }: Axis): number {
  const share = (Math.min(high, Math.max(low, Number.isNaN(x) ? low : x)) - low) / (high - low || 1);
  return left + Math.round(share * (columns - 1));
}
