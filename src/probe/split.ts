import type { Traced } from "../diff/index.js";
import type { RawTrace } from "../engine/index.js";
import type { DecaySplit } from "./probe.js";

export type Part = keyof DecaySplit;

export const PARTS = [
  "total",
  "weights",
  "activation",
  "gates",
  "meeting",
  "arriving",
] as const satisfies Part[];

/** What one step back does to sequence b: a part each; NaN for a sequence that has no gradient at the later step. */
type Parts = Record<Part, number>;
type Curve = ArrayLike<number>;

/**
 * The parts of every step back, T-1 of them, averaged over the sequences where all parts are finite; where there is none,
 * over those that have a gradient at all. The mean of logarithms is the logarithm of a product, so that a step whose
 * sequences all are finite takes one logarithm a part.
 */
export function stepsBack({ path }: Traced, raw: RawTrace, T: number, B: number): Record<Part, number[]> {
  const energies = new Map<string, Curve>();
  const energy = (vectors: readonly number[]): Curve => {
    const key = vectors.join();
    const known = energies.get(key) ?? sumOf(vectors, raw, T * B);
    energies.set(key, known);
    return known;
  };
  const stretches = path.stretches.map(
    ({ kind, before, after }): Stretch => [kind, energy(before), energy(after)],
  );
  const way = {
    stretches,
    start: energy(path.entering),
    end: energy(path.leaving),
    exponent: raw.exponent,
    B,
  };
  const means = Object.fromEntries(PARTS.map((p): [Part, number[]] => [p, []])) as Record<Part, number[]>;
  for (let t = 1; t < T; t++) {
    const step = together(way, t) ?? oneByOne(way, t);
    for (const p of PARTS) means[p].push(step[p]);
  }
  return means;
}

type Stretch = readonly [kind: Part, before: Curve, after: Curve];

interface Way {
  readonly stretches: readonly Stretch[];
  /** Of the vector that enters a step and of the one that leaves it. */
  readonly start: Curve;
  readonly end: Curve;
  readonly exponent: Curve;
  readonly B: number;
}

const none = (): Parts => ({ total: 0, weights: 0, activation: 0, gates: 0, meeting: 0, arriving: 0 });

function sumOf(vectors: readonly number[], { squares, exponent }: RawTrace, n: number): Curve {
  const [first = -1, ...more] = vectors;
  const only = squares[first];
  if (only && more.length === 0) return only;
  const sum = new Float64Array(exponent.length);
  for (const v of vectors) {
    const of = squares[v];
    for (let at = 0; at < n; at++) sum[at] = (sum[at] ?? 0) + (of?.[at] ?? Number.NaN);
  }
  return sum;
}

/** Products of so many factors stay within this, or something was zero, not finite, or too large to be taken together. */
const LARGEST = 1e250;

/** Every sequence at once; nothing where one of them has to be left out. */
function together({ stretches, start, end, exponent, B }: Way, t: number): Parts | undefined {
  const made = none();
  for (const [kind, before, after] of stretches) {
    const product = ratio(after, t * B, before, t * B, B, true);
    if (product === undefined) return undefined;
    made[kind] += Math.log(product) / 2 / B;
  }
  const total = ratio(start, (t - 1) * B, start, t * B, B, false);
  const arriving = ratio(start, (t - 1) * B, end, t * B, B, false);
  if (total === undefined || arriving === undefined) return undefined;
  let shift = 0;
  for (let b = 0; b < B; b++) shift += (exponent[(t - 1) * B + b] ?? 0) - (exponent[t * B + b] ?? 0);
  made.total = Math.log(total) / 2 / B + (shift * Math.LN2) / B;
  made.arriving = Math.log(arriving) / 2 / B + (shift * Math.LN2) / B;
  return made;
}

/** Π over B sequences of one over the other; what is zero already may stay as it is. */
function ratio(over: Curve, i: number, under: Curve, j: number, B: number, mayBeZero: boolean) {
  let product = 1;
  for (let b = 0; b < B; b++) {
    const by = under[j + b] ?? Number.NaN;
    if (by !== 0) product *= (over[i + b] ?? Number.NaN) / by;
    else if (!mayBeZero) return undefined;
  }
  return product > 1 / LARGEST && product < LARGEST ? product : undefined;
}

function oneByOne(way: Way, t: number): Parts {
  const all = Array.from({ length: way.B }, (_, b) => ofSequence(way, (t - 1) * way.B + b, t * way.B + b));
  const rows = all.filter(({ total }) => !Number.isNaN(total));
  const finite = rows.filter((parts) => PARTS.every((p) => Number.isFinite(parts[p])));
  const kept = finite.length > 0 ? finite : rows;
  const mean = none();
  for (const p of PARTS) mean[p] = kept.reduce((sum, parts) => sum + parts[p], 0) / kept.length;
  return mean;
}

/** A part is 0 where an earlier one left nothing. */
function ofSequence({ stretches, start, end, exponent }: Way, earlier: number, later: number): Parts {
  const parts = none();
  for (const [kind, before, after] of stretches)
    parts[kind] += halfLog(after[later] ?? 0, before[later] ?? 0);
  const scale = ((exponent[earlier] ?? 0) - (exponent[later] ?? 0)) * Math.LN2;
  const [first, last, next] = [start[later] ?? 0, end[later] ?? 0, start[earlier] ?? 0];
  parts.total = first > 0 ? Math.log(next / first) / 2 + scale : Number.NaN;
  parts.arriving = last > 0 ? Math.log(next / last) / 2 + scale : next > 0 ? Number.POSITIVE_INFINITY : 0;
  return parts;
}

/** ln of the factor by which a stretch changes the norm; what is zero already stays as it is. */
const halfLog = (after: number, before: number): number => (before === 0 ? 0 : Math.log(after / before) / 2);
