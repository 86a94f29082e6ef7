import type { CopyVariant } from "./variants.js";

/** A variant with its sizes chosen. Classes: 0 blank, 1 to K the symbols, K + 1 the delimiter. */
export interface Layout extends Pick<CopyVariant, "recallAfter" | "scored" | "scalarDelimiter"> {
  /** Number of symbols to remember. */
  readonly S: number;
  /** Size of the alphabet. */
  readonly K: number;
  readonly encoding: "one-hot" | "scalar";
  /** Length of every sequence. */
  readonly steps: number;
  /** Inputs per step. */
  readonly X: number;
  /** Classes of the softmax. */
  readonly Y: number;
  readonly blanks: readonly [fewest: number, most: number];
  readonly delimiters: number;
}

/** Works out the sizes of a variant for delay T, S symbols from an alphabet of K. */
export function layoutOf(
  v: CopyVariant,
  T: number,
  S: number,
  K: number,
  encoding: "one-hot" | "scalar",
): Layout {
  const { recallAfter, scored, scalarDelimiter } = v;
  const blanks = v.blanks(T, S);
  return {
    recallAfter,
    scored,
    scalarDelimiter,
    S,
    K,
    encoding,
    steps: S + blanks[1] + recallAfter + S,
    X: encoding === "one-hot" ? K + 2 : 1,
    Y: v.delimiterClass ? K + 2 : K + 1,
    blanks,
    delimiters: v.delimiters(S),
  };
}

/** Writes a class into x [T, B, X], all zero before, at position t · B + b. */
export function encode(l: Layout, x: Float64Array, position: number, symbol: number): void {
  if (l.encoding === "one-hot") x[position * l.X + symbol] = 1;
  else x[position] = symbol === l.K + 1 && l.scalarDelimiter === -1 ? -1 : symbol;
}

/** Reads the class that x [T, B, X] shows at position t · B + b. */
export function decode(l: Layout, x: Float64Array, position: number): number {
  if (l.encoding === "one-hot") return x.subarray(position * l.X, (position + 1) * l.X).indexOf(1);
  const value = x[position] ?? Number.NaN;
  return value === -1 ? l.K + 1 : value;
}

/**
 * Probability that a symbol is recalled at step t; 0 or 1 where the delay is fixed. With `from`, for a machine that saw
 * no delimiter from there to t.
 */
export function recallProbability(l: Layout, t: number, from = t + 1): number {
  const [fewest, most] = l.blanks;
  // Recall covers [start, start + S) with start = S + blanks + recallAfter.
  const highest = Math.min(most, t - l.S - l.recallAfter);
  const lowest = Math.max(fewest, t - 2 * l.S - l.recallAfter + 1);
  const count = (low: number, high: number) => Math.max(0, high - low + 1);
  const seen = (low: number, high: number) => count(Math.max(low, from - l.S), Math.min(high, t - l.S));
  const recalling = count(lowest, highest) - seen(lowest, highest);
  return recalling === 0 ? 0 : recalling / (most - fewest + 1 - seen(fewest, most));
}
