import type { Traced } from "../diff/index.js";
import { curveOf, type RawTrace } from "../engine/index.js";
import type { ThroughTime } from "./probe.js";
import { PARTS, type Part, stepsBack } from "./split.js";

/** What counts as nearly all of the update. */
const NEARLY = 0.95;
/** Digits that are kept of every number of a curve. */
const DIGITS = 9;

/**
 * How the gradient of one layer goes back through time, from what a traced pass measured. Cost: one pass over its norms,
 * a few numbers a step and sequence; the traced pass itself takes some percent longer than a plain one.
 *
 * @param windows what was measured, window after window of truncated BPTT, nothing for a window without a loss
 * @param states the profile of the states, which the engine has already
 */
export function throughTime(
  traced: Traced,
  windows: readonly { readonly T: number; readonly raw?: RawTrace | undefined }[],
  B: number,
  states: Readonly<Record<string, ArrayLike<number>>>,
): ThroughTime {
  const gates: Record<string, number[]> = {};
  const split = Object.fromEntries(PARTS.map((p): [Part, number[]] => [p, []])) as Record<Part, number[]>;
  const updates: number[] = [];
  for (const [w, { T, raw }] of windows.entries()) {
    // Nothing goes from one window to the one before.
    if (w > 0) for (const p of PARTS) split[p].push(Number.NaN);
    for (const [gate, i] of Object.entries(traced.gates)) {
      gates[gate] ??= [];
      gates[gate].push(...(raw ? logs(raw.squares[i], raw, T, B) : new Array<number>(T).fill(-Infinity)));
    }
    updates.push(
      ...(raw ? logs(updateSquares(traced, raw), raw, T, B) : new Array<number>(T).fill(-Infinity)),
    );
    const steps = raw && stepsBack(traced, raw, T, B);
    for (const p of PARTS) split[p].push(...(steps?.[p] ?? new Array<number>(T - 1).fill(Number.NaN)));
  }
  const isWhole = split.total.map((_, k) => PARTS.every((p) => Number.isFinite(split[p][k])));
  const meanOf = (values: readonly number[]) => {
    const kept = values.filter((_, k) => isWhole[k]);
    return kept.reduce((sum, v) => sum + v, 0) / kept.length;
  };
  const shares = sharesOf(updates);
  return {
    log10: mapValues({ ...states, ...gates }, (curve) => rounded(Array.from(curve))),
    split: mapValues(split, rounded),
    meanSplit: mapValues(split, meanOf),
    updateShare: rounded(shares),
    last95: fewestLast(shares),
  };
}

/** ‖dL/dW from step t‖² of every step and example. */
function updateSquares({ updates }: Traced, { squares, exponent }: RawTrace): Float64Array {
  const sum = new Float64Array(exponent.length);
  for (const [a = -1, b] of updates) {
    const [first, second] = [squares[a], b === undefined ? undefined : squares[b]];
    for (let at = 0; at < sum.length; at++)
      sum[at] = (sum[at] ?? 0) + (first?.[at] ?? Number.NaN) * (second ? (second[at] ?? Number.NaN) : 1);
  }
  return sum;
}

const logs = (
  squares: ArrayLike<number> | undefined,
  { exponent }: RawTrace,
  T: number,
  B: number,
): Float64Array => curveOf(squares ?? [], exponent, T, B);

function sharesOf(log10: readonly number[]): number[] {
  const top = log10.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const parts = log10.map((y) => 10 ** (y - top));
  const all = parts.reduce((sum, p) => sum + p, 0);
  return parts.map((p) => p / all);
}

function fewestLast(shares: readonly number[]): number {
  let sum = 0;
  for (let k = 1; k <= shares.length; k++) {
    sum += shares[shares.length - k] ?? Number.NaN;
    if (sum >= NEARLY) return k;
  }
  return Number.isNaN(sum) ? Number.NaN : shares.length;
}

const rounded = (values: readonly number[]): number[] => values.map(round);

/** As Number(v.toPrecision(DIGITS)), which goes by way of text where powers of ten are not exact. */
function round(v: number): number {
  const places = DIGITS - 1 - Math.floor(Math.log10(Math.abs(v)));
  if (!(places >= 0 && places <= 22)) return Number(v.toPrecision(DIGITS));
  const factor = TENS[places] ?? Number.NaN;
  return Math.round(v * factor) / factor;
}

const TENS = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

const mapValues = <K extends string, V, W>(of: Readonly<Record<K, V>>, f: (v: V) => W): Record<K, W> =>
  Object.fromEntries(Object.entries<V>(of).map(([k, v]) => [k, f(v)])) as Record<K, W>;
