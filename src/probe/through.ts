import type { Traced } from "../diff/index.js";
import { meanLog10, type RawTrace } from "../engine/index.js";
import type { DecaySplit, ThroughTime } from "./probe.js";

type Part = keyof DecaySplit;

const PARTS = ["total", "weights", "activation", "gates", "meeting", "arriving"] as const satisfies Part[];
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
    const steps = raw && averaged(stepsBack(traced, raw, T, B), T, B);
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

/**
 * The parts of every step back, [T-1, B] each: element t·B + b is the way of sequence b from step t + 2 to step t + 1.
 * NaN for a sequence that has no gradient at the later step; a part is 0 where an earlier one left nothing.
 */
function stepsBack(
  { path }: Traced,
  { squares, exponent }: RawTrace,
  T: number,
  B: number,
): Record<Part, Float64Array> {
  const n = T * B;
  const energy = (vectors: readonly number[]): Float64Array => {
    const sum = new Float64Array(n);
    for (const v of vectors) {
      const of = squares[v];
      for (let at = 0; at < n; at++) sum[at] = (sum[at] ?? 0) + (of?.[at] ?? Number.NaN);
    }
    return sum;
  };
  const parts = Object.fromEntries(PARTS.map((p) => [p, new Float64Array(n - B)])) as Record<
    Part,
    Float64Array
  >;
  for (const { kind, before, after } of path.stretches) {
    const [from, to, part] = [energy(before), energy(after), parts[kind]];
    for (let at = B; at < n; at++) part[at - B] = (part[at - B] ?? 0) + halfLog(to[at] ?? 0, from[at] ?? 0);
  }
  const [start, end] = [energy(path.entering), energy(path.leaving)];
  for (let at = B; at < n; at++) {
    const scale = ((exponent[at - B] ?? 0) - (exponent[at] ?? 0)) * Math.LN2;
    const [first, last, next] = [start[at] ?? 0, end[at] ?? 0, start[at - B] ?? 0];
    const total = Math.log(next / first) / 2 + scale;
    parts.total[at - B] = first > 0 ? total : Number.NaN;
    parts.arriving[at - B] =
      last > 0 ? Math.log(next / last) / 2 + scale : next > 0 ? Number.POSITIVE_INFINITY : 0;
  }
  return parts;
}

/** ln of the factor by which a stretch changes the norm; what is zero already stays as it is. */
const halfLog = (after: number, before: number): number => (before === 0 ? 0 : Math.log(after / before) / 2);

/**
 * Of every step, the mean over the sequences where all parts are finite; where there is none, over those that have a
 * gradient at all.
 */
function averaged(parts: Record<Part, Float64Array>, T: number, B: number): Record<Part, number[]> {
  const means = Object.fromEntries(PARTS.map((p): [Part, number[]] => [p, []])) as Record<Part, number[]>;
  for (let t = 0; t < T - 1; t++) {
    const rows = Array.from({ length: B }, (_, b) => t * B + b).filter(
      (at) => !Number.isNaN(parts.total[at]),
    );
    const finite = rows.filter((at) => PARTS.every((p) => Number.isFinite(parts[p][at])));
    const kept = finite.length > 0 ? finite : rows;
    for (const p of PARTS)
      means[p].push(kept.reduce((sum, at) => sum + (parts[p][at] ?? 0), 0) / kept.length);
  }
  return means;
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

const logs = (squares: Float64Array | undefined, { exponent }: RawTrace, T: number, B: number): number[] =>
  Array.from({ length: T }, (_, t) => meanLog10(squares ?? [], exponent, t * B, (t + 1) * B));

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

const rounded = (values: readonly number[]): number[] => values.map((v) => Number(v.toPrecision(DIGITS)));

const mapValues = <K extends string, V, W>(of: Readonly<Record<K, V>>, f: (v: V) => W): Record<K, W> =>
  Object.fromEntries(Object.entries<V>(of).map(([k, v]) => [k, f(v)])) as Record<K, W>;
