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
    for (let t = 0; t < T - 1; t++) {
      const step = raw && stepBack(traced, raw, t, B);
      for (const p of PARTS) split[p].push(step?.[p] ?? Number.NaN);
    }
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

/** The parts of the way from step t + 1 to step t (counted from 0), averaged over the sequences that have a gradient. */
function stepBack(
  { path }: Traced,
  { squares, exponent }: RawTrace,
  t: number,
  B: number,
): Record<Part, number> {
  const rows = Array.from({ length: B }, (_, b): Record<Part, number> | undefined => {
    const [from, to] = [(t + 1) * B + b, t * B + b];
    const energy = (vectors: readonly number[], at: number) =>
      vectors.reduce((sum, i) => sum + (squares[i]?.[at] ?? Number.NaN), 0);
    const scale = 2 * ((exponent[to] ?? 0) - (exponent[from] ?? 0)) * Math.LN2;
    const start = energy(path.entering, from);
    if (!(start > 0)) return undefined;
    const parts = { weights: 0, activation: 0, gates: 0, meeting: 0 };
    for (const { kind, before, after } of path.stretches)
      parts[kind] += factor(energy(after, from), energy(before, from));
    const [end, next] = [energy(path.leaving, from), energy(path.entering, to)];
    const arriving = end > 0 ? (Math.log(next / end) + scale) / 2 : next > 0 ? Number.POSITIVE_INFINITY : 0;
    return { ...parts, arriving, total: (Math.log(next / start) + scale) / 2 };
  }).filter((row) => row !== undefined);
  const finite = rows.filter((row) => PARTS.every((p) => Number.isFinite(row[p])));
  const kept = finite.length > 0 ? finite : rows;
  return Object.fromEntries(
    PARTS.map((p) => [p, kept.reduce((sum, row) => sum + row[p], 0) / kept.length]),
  ) as Record<Part, number>;
}

/** ln of the factor by which a stretch changes the norm; what is zero already stays as it is. */
const factor = (after: number, before: number): number => (before > 0 ? Math.log(after / before) / 2 : 0);

/** ‖dL/dW from step t‖² of every step and example. */
function updateSquares({ updates }: Traced, { squares, exponent }: RawTrace): Float64Array {
  return Float64Array.from(exponent, (_, at) =>
    updates.reduce((sum, term) => sum + term.reduce((p, i) => p * (squares[i]?.[at] ?? Number.NaN), 1), 0),
  );
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
