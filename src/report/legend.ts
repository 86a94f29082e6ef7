import type { Chart } from "./chart.js";
import { fromLog10, significant } from "./numbers.js";
import { penOf } from "./pen.js";
import { columnsOf, type Paint, painter, type Style } from "./style.js";
import { cut } from "./text.js";

const GAP = 3;

/** Every series with a piece of its line, every reference with its value, in as many lines as needed. */
export function legend({ series, references = [], scale }: Chart, style: Style): string[] {
  const value = (y: number) => (scale === "log10" ? fromLog10(y, 4) : significant(y, 4));
  const entries = [
    ...series.map(({ name, points, band }, index) => {
      const { sample: line, shade, paint } = penOf(index, style);
      const sample = band ? line + shade : line;
      const isEmpty = points.every(({ y }) => Number.isNaN(y));
      return { sample, paint, text: isEmpty ? `${name} (nothing to draw)` : name };
    }),
    ...references.map(({ name, y }) => ({
      sample: style.unicode ? "┄┄" : "..",
      paint: painter(style).dim,
      text: `${name} ${value(y)}`,
    })),
  ];
  return flow(
    entries.map((one) => entry(one, style)),
    GAP,
    style,
  );
}

interface Entry {
  readonly sample: string;
  readonly paint: Paint;
  readonly text: string;
}

function entry({ sample, paint, text }: Entry, style: Style): Piece {
  const words = cut(text, columnsOf(style) - sample.length - 1, style);
  return { text: `${paint(sample)} ${words}`, length: sample.length + 1 + words.length };
}

/** Text that may hold escape codes, and the columns it takes. */
export interface Piece {
  readonly text: string;
  readonly length: number;
}

/** Pieces one after the other, in as many lines as needed. */
export function flow(pieces: readonly Piece[], gap: number, style: Style): string[] {
  const width = columnsOf(style);
  const lines: { text: string; length: number }[] = [];
  for (const { text, length } of pieces) {
    const last = lines.at(-1);
    if (last && last.length + gap + length <= width) {
      last.text += " ".repeat(gap) + text;
      last.length += gap + length;
    } else lines.push({ text, length });
  }
  return lines.map(({ text }) => text);
}
