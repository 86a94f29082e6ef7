import type { Real } from "../engine/index.js";

/** How the values of one layer are distributed over units and examples. */
export interface Distribution {
  /** L2 norm per example, averaged over the batch: NaN or Infinity when a value is not finite, or the norm is not. */
  readonly norm: number;
  /** log10 of the norm; -Infinity for exact zeros. */
  readonly log10: number;
  /** Share of values that are exactly 0, and that are NaN or infinite. */
  readonly zeros: number;
  readonly notFinite: number;
  /** Least and greatest finite value; NaN when there is none. */
  readonly low: number;
  readonly high: number;
  /** Number of finite values in `BINS` equal parts of [low, high]; all in the middle one where low is high. */
  readonly bins: readonly number[];
}

/** Parts of a histogram. Odd, so that a symmetric distribution has a middle. */
export const BINS = 17;

/**
 * The distribution of values [rows, n], row after row. Values multiplied by a power of two give norms multiplied by
 * exactly that: squares neither overflow nor lose digits on the way.
 */
export function distributionOf(values: Real, rows: number): Distribution {
  const n = values.length / rows;
  let [low, high, zeros, finite] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  let [lengths, least, most] = [0, Number.POSITIVE_INFINITY, 0];
  for (let r = 0, i = 0; r < rows; r++) {
    let squares = 0;
    for (const end = i + n; i < end; i++) {
      const v = values[i] ?? Number.NaN;
      squares += v * v;
      if (v === 0) zeros++;
      if (!Number.isFinite(v)) continue;
      finite++;
      if (v < low) low = v;
      if (v > high) high = v;
    }
    lengths += Math.sqrt(squares);
    if (squares < least) least = squares;
    if (!(squares <= most)) most = squares;
  }
  // Only where every square was a number of ordinary size is the sum as good as one of scaled values.
  const norm = least > TINY && most < HUGE ? lengths / rows : meanNorm(values, rows);
  const counts = new Float64Array(BINS);
  const width = high / 2 - low / 2; // halves, so that the width of the range stays finite
  for (let i = 0; i < values.length; i++) {
    const v = values[i] ?? Number.NaN;
    if (!Number.isFinite(v)) continue;
    const share = low < high ? (v / 2 - low / 2) / width : 0.5;
    const bin = Math.min(BINS - 1, Math.floor(share * BINS));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return {
    norm,
    log10: Math.log10(norm),
    zeros: zeros / values.length,
    notFinite: (values.length - finite) / values.length,
    low: finite > 0 ? low : Number.NaN,
    high: finite > 0 ? high : Number.NaN,
    bins: Array.from(counts),
  };
}

const TINY = 1e-200;
const HUGE = 1e200;

function meanNorm(values: Real, rows: number): number {
  let largest = 0;
  for (const v of values) largest = Math.max(largest, Math.abs(v)); // NaN stays NaN
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  // Two factors: 2^-e alone overflows where the largest value is below 2^-1023.
  const e = Math.max(-1022, Math.floor(Math.log2(largest)));
  const down = 2 ** -Math.trunc(e / 2);
  const rest = 2 ** -(e - Math.trunc(e / 2));
  const n = values.length / rows;
  let sum = 0;
  for (let r = 0; r < rows; r++) {
    let squares = 0;
    for (let i = r * n; i < (r + 1) * n; i++) squares += ((values[i] ?? Number.NaN) * down * rest) ** 2;
    sum += Math.sqrt(squares);
  }
  return sum / rows / down / rest;
}
