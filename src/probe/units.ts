import { type Cell, type Expr, topological } from "../ir/index.js";
import { distributionOf } from "./distribution.js";
import type { GateProbe, StateProbe } from "./probe.js";
import { rangeOf } from "./range.js";
import { participationRatio } from "./rank.js";

/** Within 5 % of an end counts as saturated (torchmortem: 0.95 of a tanh). */
const MARGIN = 0.05;
/** A ReLU unit is dead when active in less than this share (SageMaker Debugger, DeadRelu: 1 %), another below this std. */
const ACTIVE = 0.01;
const STILL = 1e-3;
/** Elements at most of which a histogram is made, and the spread of pre-activations had back. */
const ELEMENTS = 2_000;

/** Values of one name over time and sequences, [T, R, n]. */
export interface Values {
  readonly values: Float64Array;
  readonly T: number;
  readonly n: number;
}

/**
 * One state: saturation at both ends, dead units, spread, effective rank, histogram. Cost: two passes over the values and
 * that of the participation ratio.
 */
export function stateProbe(cell: Cell, state: string, given: Values): StateProbe {
  const { T, n } = given;
  const { range, through } = rangeOf(cell, state);
  const ends = range === "tanh" ? [-1, 1] : range === "sigmoid" ? [0, 1] : undefined;
  const edges = edgesOf(ends?.[0] ?? Number.NaN, ends?.[1] ?? Number.NaN);
  const some = thinned(given.values, n);
  const { units, ...saturated } = perUnit(given.values, n, through ? edges.map(Math.atanh) : edges);
  const dead = units.flatMap(({ std, active }, u) =>
    (range === "relu" ? active < ACTIVE : std < STILL) ? [u] : [],
  );
  const rowOfStep = given.values.length / T;
  const stdAt = (t: number) => deviation(given.values.subarray(t * rowOfStep, (t + 1) * rowOfStep));
  return {
    state,
    range,
    ...(ends && saturated),
    deadShare: dead.length / n,
    dead,
    meanStd: mean(units.map(({ std }) => std)),
    stdThroughTime: [stdAt(0), stdAt(Math.floor((T - 1) / 2)), stdAt(T - 1)],
    effectiveRank: participationRatio(given.values, n),
    units: n,
    values: distributionOf(some, some.length / n),
  };
}

/** The values of a cell that come straight out of a sigmoid or a tanh, states left out. */
export const gatesOf = ({ values, states }: Cell): string[] =>
  Object.entries(values).flatMap(([name, { op }]) =>
    !(name in states) && (op === "sigmoid" || op === "tanh") ? [name] : [],
  );

/** One gate. Cost: one pass over the values, and the inverse of the activation at 2000 of them. */
export function gateProbe(cell: Cell, gate: string, { values, n }: Values): GateProbe {
  const value = cell.values[gate];
  const isSigmoid = value?.op === "sigmoid";
  const { units, saturatedLow, saturatedHigh } = perUnit(values, n, edgesOf(isSigmoid ? 0 : -1, 1));
  const times = units.map((u) => -1 / Math.log(u.mean)).sort((a, b) => a - b);
  const percentile = (p: number) => times[Math.round(p * (times.length - 1))] ?? Number.NaN;
  const some = thinned(values, n);
  const pre = some.map((y) => (isSigmoid ? Math.log(y / (1 - y)) : Math.atanh(y))).filter(Number.isFinite);
  return {
    gate,
    range: isSigmoid ? "sigmoid" : "tanh",
    keeps: value !== undefined && isKept(cell, value),
    low: saturatedLow,
    high: saturatedHigh,
    mean: mean(units.map((u) => u.mean)),
    ...(pre.length > 1 && { preStd: deviation(pre) }),
    ...(isSigmoid && {
      timeConstant: { p10: percentile(0.1), median: percentile(0.5), p90: percentile(0.9) },
    }),
    values: distributionOf(some, some.length / n),
  };
}

/** Whether the bias that the cell calls that of its keeping gate goes into this one. */
function isKept({ memory: { keep } }: Cell, gate: Expr): boolean {
  if (keep === undefined) return false;
  const squashed = topological([gate]).filter((e) => e !== gate && (e.op === "sigmoid" || e.op === "tanh"));
  const inner = new Set(topological(squashed));
  return topological([gate]).some((e) => e.role === "param" && e.name === keep && !inner.has(e));
}

/** Where saturation begins at either end. */
function edgesOf(low: number, high: number): number[] {
  const margin = (MARGIN * (high - low)) / (low < 0 ? 2 : 1);
  return [low + margin, high - margin];
}

/** One pass: mean, spread and activity of every unit, and the shares of values below and above the edges. */
function perUnit(values: Float64Array, n: number, [low = Number.NaN, high = Number.NaN]: readonly number[]) {
  const [sum, squares, active] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const rows = values.length / n;
  let [below, above] = [0, 0];
  for (let i = 0, at = 0; i < rows; i++)
    for (let j = 0; j < n; j++, at++) {
      const v = values[at] ?? Number.NaN;
      sum[j] = (sum[j] ?? 0) + v;
      squares[j] = (squares[j] ?? 0) + v * v;
      if (v > 0) active[j] = (active[j] ?? 0) + 1;
      if (v < low) below++;
      else if (v > high) above++;
    }
  const units = Array.from(sum, (total, j) => {
    const middle = total / rows;
    const std = Math.sqrt(Math.max(0, (squares[j] ?? 0) / rows - middle * middle));
    return { mean: middle, std, active: (active[j] ?? 0) / rows };
  });
  return { units, saturatedLow: below / values.length, saturatedHigh: above / values.length };
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

function deviation(values: Float64Array): number {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < values.length; i++) sum += values[i] ?? Number.NaN;
  const middle = sum / values.length;
  for (let i = 0; i < values.length; i++) squares += ((values[i] ?? Number.NaN) - middle) ** 2;
  return Math.sqrt(squares / values.length);
}

/** Whole rows of n, evenly spread, of at most so many elements together. */
function thinned(values: Float64Array, n: number): Float64Array {
  const rows = values.length / n;
  const kept = Math.min(rows, Math.max(1, Math.floor(ELEMENTS / n)));
  if (kept === rows) return values;
  const out = new Float64Array(kept * n);
  for (let i = 0; i < kept; i++) {
    const from = Math.floor((i * rows) / kept) * n;
    out.set(values.subarray(from, from + n), i * n);
  }
  return out;
}
