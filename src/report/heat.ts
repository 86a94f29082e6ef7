import { drawBoundary, type Grid, topOf } from "./boundary.js";
import { type Canvas, canvas, rowsOf, write } from "./canvas.js";
import { flow } from "./legend.js";
import { significant } from "./numbers.js";
import { background, ramp } from "./palette.js";
import { type ColorScale, log10Scale, shareScale } from "./scale.js";
import { columnsOf, type Paint, painter, type Style } from "./style.js";
import { cut, plain, wrap } from "./text.js";
import type { Theory } from "./theory.js";

/** One axis of a heat map: the setting and its values, in the order in which they are drawn. */
export interface HeatAxis {
  readonly name: string;
  readonly values: readonly (number | string)[];
}

/** A value for every pair of settings; y from the bottom up, x from left to right. */
export interface HeatMap {
  readonly title: string;
  readonly x: HeatAxis;
  readonly y: HeatAxis;
  /** value[y][x]; NaN where there is no run. */
  readonly value: readonly (readonly number[])[];
  /** A share from 0 to 1, or the log10 of what is meant, which may be -Infinity (exactly 0). */
  readonly kind: "share" | "log10";
  /** What the values are, for the legend, e.g. "runs solved". */
  readonly valueName: string;
  /** Of log10 values: where the colours end, so that what lies beyond does not flatten the rest. */
  readonly range?: readonly [number, number];
  /** Its line is drawn where both axes are numbers; "unknown" where one would be looked for, which the map then says. */
  readonly theory?: Theory | "unknown";
  readonly notes?: readonly string[];
}

const LARGEST_CELL = 7;
const asIs: Paint = (text) => text;

/**
 * Draws the map: a cell a pair, coloured where the terminal can, with its number where there is room for it and else
 * with a character of a ramp. Columns for which there is no room at all are left out, and a note says so.
 */
export function heatMap(map: HeatMap, style: Style): string {
  const { bold, dim } = painter(style);
  const width = columnsOf(style);
  const values = map.value.flat().filter((value) => !Number.isNaN(value));
  const scale =
    map.kind === "share" ? shareScale(map.valueName) : log10Scale(map.valueName, map.range ?? values);
  const yLabels = map.y.values.map((value) => cut(labelOf(value), Math.floor(width / 4), style));
  const left = 2 + Math.max(1, ...yLabels.map(({ length }) => length));
  const columns = Math.min(map.x.values.length, width - left);
  const size = Math.min(LARGEST_CELL, Math.floor((width - left) / Math.max(1, columns)));
  const theory = map.theory === "unknown" ? undefined : map.theory;
  const region = size > 1 && theory ? regions(map, theory) : undefined;
  const grid: Grid = { left, size, columns, rows: yLabels.length, rowsEach: region ? 2 : 1 };
  const hasNumbers = values.every((value) => scale.text(value).length < size);

  const on = canvas(width, grid.rows * grid.rowsEach + 2);
  drawCells(on, grid, map, scale, hasNumbers, style);
  const paintOf = (x: number, y: number): Paint => {
    const value = map.value[y]?.[x] ?? Number.NaN;
    return Number.isNaN(value) ? asIs : background(scale.share(value), style);
  };
  if (region) drawBoundary(on, grid, region, paintOf, style.unicode);
  drawFrame(on, grid, yLabels, map.x.values.slice(0, columns).map(labelOf), dim, style);
  const xName = cut(map.x.name, width - left, style);
  return [
    bold(cut(map.title, width, style)),
    cut(map.y.name, width, style),
    ...rowsOf(on),
    " ".repeat(left + Math.max(0, Math.floor((columns * size - xName.length) / 2))) + xName,
    ...legend(scale, hasNumbers, values.length < map.value.flat().length, style),
    ...notesOf(map, columns, region !== undefined).map((note) => wrap(note, style)),
  ].join("\n");
}

const labelOf = (value: number | string): string => (typeof value === "number" ? significant(value) : value);

/** The region of every cell; undefined where the theory does not apply, because an axis has words. */
function regions({ x, y }: HeatMap, theory: Theory): string[][] | undefined {
  const numbers = (values: readonly (number | string)[]) => values.filter((v) => typeof v === "number");
  const [xs, ys] = [numbers(x.values), numbers(y.values)];
  if (xs.length < x.values.length || ys.length < y.values.length) return undefined;
  return ys.map((b) => xs.map((a) => theory.region(a, b)));
}

function drawCells(
  on: Canvas,
  grid: Grid,
  map: HeatMap,
  scale: ColorScale,
  hasNumbers: boolean,
  style: Style,
): void {
  const { left, size, rowsEach } = grid;
  // The last column of a cell is for the space between numbers, and for lines.
  const free = size > 1 && (hasNumbers || rowsEach > 1) ? size - 1 : size;
  map.value.forEach((row, y) => {
    row.slice(0, grid.columns).forEach((value, x) => {
      const [column, top] = [left + x * size, topOf(y, grid)];
      if (Number.isNaN(value)) {
        write(on, column + free - 1, top, plain("·", style), painter(style).dim);
        return;
      }
      const share = scale.share(value);
      const fill = background(share, style);
      for (let row = top; row < top + rowsEach; row++) {
        if (style.color) write(on, column, row, " ".repeat(size), fill);
        if (!hasNumbers)
          write(on, column, row, ramp(share, style).repeat(free), background(share, style, true));
      }
      if (hasNumbers) write(on, column, top, scale.text(value).padStart(free), fill);
    });
  });
}

/** Both axes, the values of y at their rows and those of x, as many as fit, under their columns. */
function drawFrame(
  on: Canvas,
  grid: Grid,
  yLabels: readonly string[],
  xLabels: readonly string[],
  paint: Paint,
  style: Style,
): void {
  const [upright, yTick, corner, flat, xTick] = style.unicode ? "│┤└─┬" : "||+-+";
  const { left, size, columns, rows, rowsEach } = grid;
  for (let row = 0; row < rows * rowsEach; row++) write(on, left - 1, row, upright ?? "", paint);
  yLabels.forEach((text, y) => {
    write(on, left - 1, topOf(y, grid), yTick ?? "", paint);
    write(on, left - 1 - text.length, topOf(y, grid), text, asIs);
  });
  const bottom = rows * rowsEach;
  write(on, left - 1, bottom, (corner ?? "") + (flat ?? "").repeat(columns * size), paint);
  const longest = Math.max(0, ...xLabels.map(({ length }) => length));
  const every = Math.ceil((longest + 1) / size);
  xLabels.forEach((text, x) => {
    // Under the last character of a number of the cell; where there is less room, from the cell on.
    const tick = left + x * size + Math.max(0, size - 2);
    const from = every === 1 ? tick + 1 - text.length : tick;
    if (x % every !== 0 || from + text.length > (on[bottom]?.length ?? 0)) return;
    write(on, tick, bottom, xTick ?? "", paint);
    write(on, from, bottom + 1, text, asIs);
  });
}

/** The colours and what they stand for: numbers on their colours, or the parts of the scale and their characters. */
function legend(scale: ColorScale, hasNumbers: boolean, hasGaps: boolean, style: Style): string[] {
  const { stops, text, share } = scale;
  const numbers = stops.map((stop) => {
    const label = ` ${text(stop)} `;
    return { text: background(share(stop), style)(label), length: label.length };
  });
  const parts = stops.slice(1).map((to, i) => {
    const from = stops[i] ?? to;
    const middle = share((from + to) / 2);
    const label = ` ${text(from)} to ${text(to)} `;
    return { text: background(middle, style, true)(ramp(middle, style)) + label, length: 1 + label.length };
  });
  const words = [
    `${cut(scale.name, columnsOf(style) - 1, style)}:`,
    ...(hasGaps ? [`${plain("·", style)} no run`] : []),
  ];
  const [name, ...gaps] = words.map((word) => ({ text: word, length: word.length }));
  const pieces = [...(name ? [name] : []), ...(hasNumbers || parts.length === 0 ? numbers : parts), ...gaps];
  return flow(pieces, 1, style).map((line) => (style.color ? line : line.trimEnd()));
}

function notesOf({ x, y, theory, notes = [] }: HeatMap, columns: number, hasLine: boolean): string[] {
  const left = x.values.length - columns;
  const known = theory === "unknown" ? undefined : theory;
  return [
    ...(known && hasLine ? [`Line: ${known.name}.`] : []),
    ...(known && !hasLine ? ["No room for the theory's line, or an axis is not of numbers."] : []),
    ...(theory === "unknown" ? [`No theory's line is known for ${x.name} against ${y.name}.`] : []),
    ...(left > 0 ? [`${left} more values of ${x.name} do not fit into this width.`] : []),
    ...notes,
  ];
}
