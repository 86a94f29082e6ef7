import type { Paint, Style } from "./style.js";
import { painter } from "./style.js";

/** What tells one series from another: colour, and, where there is none, the line and its markers. */
export interface Pen {
  /** asciichart's ten symbols. */
  readonly symbols: readonly string[];
  readonly marker: string;
  /** A short piece of the line, for the legend. */
  readonly sample: string;
  /** Fills a band around the line. */
  readonly shade: string;
  readonly paint: Paint;
}

const LINES = ["┼┤╶╴─╰╭╮╯│", "┼┤╶╴━┗┏┓┛┃", "┼┤╶╴═╚╔╗╝║"];
const MARKERS = ["●", "■", "▲", "◆", "○", "□", "△", "◇"];
/** In ASCII a line is made of its marker, as in gnuplot's dumb terminal. */
const ASCII_MARKERS = ["*", "o", "+", "x", "#", "@", "%", "&"];
const SHADES = ["░", "▒", "▓"];
const ASCII_SHADES = [":", "'", "~"];

/** The pen of the n-th series of a chart. */
export function penOf(index: number, style: Style): Pen {
  const paint = painter(style).series(index);
  const markers = style.unicode ? MARKERS : ASCII_MARKERS;
  const marker = markers[index % markers.length] ?? "*";
  const symbols = style.unicode
    ? [...(LINES[index % LINES.length] ?? "")]
    : new Array<string>(10).fill(marker);
  const dash = symbols[4] ?? "-";
  const shades = style.unicode ? SHADES : ASCII_SHADES;
  const shade = shades[index % shades.length] ?? ":";
  return { symbols, marker, sample: dash + marker + dash, shade, paint };
}
