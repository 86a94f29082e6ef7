import { roundStep } from "./axis.js";
import { significant } from "./numbers.js";
import { columnsOf, painter, type Style } from "./style.js";
import { cut } from "./text.js";

export interface Histogram {
  readonly title: string;
  /** What is counted, for the column of the labels. */
  readonly name: string;
  readonly values: readonly number[];
  /** About so many bars; 10 unless told. */
  readonly bars?: number;
}

const EIGHTHS = " ▏▎▍▌▋▊▉";

/** Bars of whole numbers: one a value, or one for each of equal ranges between round numbers, with shares in percent. */
export function histogram({ title, name, values, bars = 10 }: Histogram, style: Style): string {
  const { bold, series } = painter(style);
  const width = columnsOf(style);
  const [low, high] = values.reduce(
    ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const head = [bold(cut(title, width, style)), cut(name, width, style)];
  if (low > high) return [...head, "none"].join("\n");
  const step = Math.max(1, roundStep(high - low + 1, bars));
  const first = Math.floor(low / step);
  const counts = new Array<number>(Math.floor(high / step) - first + 1).fill(0);
  for (const value of values) {
    const i = Math.floor(value / step) - first;
    counts[i] = (counts[i] ?? 0) + 1;
  }
  const labels = counts.map((_, i) => {
    const from = (first + i) * step;
    if (step === 1) return String(from);
    return `${from}${style.unicode ? "–" : "-"}${from + step - 1}`;
  });
  const left = Math.max(...labels.map(({ length }) => length));
  const shares = counts.map((count) => `${significant((100 * count) / values.length)} %`);
  const space = width - left - 3 - Math.max(...shares.map(({ length }) => length));
  const most = counts.reduce((a, b) => Math.max(a, b));
  const rows = counts.map((count, i) => {
    const bar = barOf((count / most) * space, style);
    const axis = style.unicode ? "┤" : "|";
    const text = bar === "" ? "" : `${series(0)(bar)} `;
    return `${(labels[i] ?? "").padStart(left)} ${axis}${text}${bar === "" ? " " : ""}${shares[i]}`;
  });
  return [...head, ...rows].join("\n");
}

function barOf(length: number, { unicode }: Style): string {
  if (!unicode) return "#".repeat(Math.round(length));
  const eighths = Math.round(8 * length);
  return ("█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "")).trimEnd();
}
