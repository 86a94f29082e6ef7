import picocolors from "picocolors";

/** What the reader's terminal can show. Chosen by the caller; nothing here looks at the environment. */
export interface Style {
  /** Columns that no line exceeds; below 24 everything is laid out as for 24. */
  readonly width: number;
  readonly color: boolean;
  /** Bits of a colour, where there is colour: 4 unless told. */
  readonly depth?: 4 | 8 | 24;
  readonly unicode: boolean;
}

export type Paint = (text: string) => string;

const MIN_WIDTH = 24;

export function columnsOf(style: Style): number {
  return Math.max(MIN_WIDTH, Math.floor(style.width));
}

/** White, black, yellow and the bright colours are left out: each is unreadable on a dark or a light ground. */
const SERIES_COLORS = ["cyan", "magenta", "green", "red", "blue"] as const;

/** Bold, dim and the colour of the n-th series; all of them return the text as it is when colour is off. */
export function painter(style: Style): { bold: Paint; dim: Paint; series: (index: number) => Paint } {
  const colors = picocolors.createColors(style.color);
  const series = (index: number) => colors[SERIES_COLORS[index % SERIES_COLORS.length] ?? "cyan"];
  return { bold: colors.bold, dim: colors.dim, series };
}
