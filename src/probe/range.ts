import type { Cell, Expr } from "../ir/index.js";
import type { Range } from "./probe.js";

/**
 * How a state of a cell is bounded, read off its equation, given that it starts within ±1: the state of an LSTM, a gate
 * times a tanh, by ±1; that of a GRU, a mixture of itself and a tanh, too. `through` says that the state itself is not
 * bounded but every equation that reads it squashes it first, as the tanh(c) of an LSTM does.
 */
export function rangeOf(cell: Cell, state: string): { readonly range: Range; readonly through: boolean } {
  const value = cell.values[state];
  if (!value) return { range: "none", through: false };
  if (value.op === "relu") return { range: "relu", through: false };
  const [low, high] = boundsOf(value, state);
  if (low >= 0 && high <= 1) return { range: "sigmoid", through: false };
  if (low >= -1 && high <= 1) return { range: "tanh", through: false };
  const squashed = Object.values(cell.values).some((e) => reads(e, value));
  return { range: squashed ? "tanh" : "none", through: squashed };
}

type Interval = readonly [low: number, high: number];

const ANY: Interval = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

function boundsOf(e: Expr, state: string): Interval {
  const of = (a: Expr | undefined): Interval => (a ? boundsOf(a, state) : ANY);
  const [a, b] = e.args;
  switch (e.op) {
    case "tanh":
      return [-1, 1];
    case "sigmoid":
    case "step":
      return [0, 1];
    case "const":
      return [e.value ?? Number.NaN, e.value ?? Number.NaN];
    case "var":
      return e.role === "state" && e.name === state ? [-1, 1] : ANY;
    case "repeat":
    case "spread":
    case "detach":
      return of(a);
    case "neg":
      return sum([[0, 0], negative(of(a))]);
    case "sub":
      return sum([of(a), negative(of(b))]);
    case "mul":
      return product(of(a), of(b));
    case "add":
      return mixture(e.args, of) ?? sum(e.args.map(of));
    default:
      return ANY;
  }
}

/** a + z(b - a) and z·b + (1 - z)·a with z in 0..1 lie between a and b. */
function mixture(terms: readonly Expr[], of: (e: Expr) => Interval): Interval | undefined {
  const [p, q] = terms;
  if (!p || !q || terms.length !== 2) return undefined;
  const isShare = (z: Expr): boolean => of(z)[0] >= 0 && of(z)[1] <= 1;
  const hull = (a: Expr, b: Expr): Interval => [Math.min(of(a)[0], of(b)[0]), Math.max(of(a)[1], of(b)[1])];
  for (const [a, other] of [
    [p, q],
    [q, p],
  ] as const) {
    if (other.op !== "mul") continue;
    for (const [z, rest] of factors(other)) {
      if (!isShare(z)) continue;
      if (rest.op === "sub" && rest.args[1] === a && rest.args[0]) return hull(a, rest.args[0]);
      if (a.op !== "mul") continue;
      for (const [share, b] of factors(a))
        if (share.op === "sub" && share.args[1] === z && share.args[0]?.value === 1) return hull(b, rest);
    }
  }
  return undefined;
}

const factors = ({ args: [a, b] }: Expr): (readonly [Expr, Expr])[] =>
  a && b
    ? [
        [a, b],
        [b, a],
      ]
    : [];
const negative = ([low, high]: Interval): Interval => [-high, -low];
const sum = (terms: readonly Interval[]): Interval =>
  terms.reduce(([l, h], [low, high]) => [l + low, h + high], [0, 0]);

function product([a, b]: Interval, [c, d]: Interval): Interval {
  const corners = [a * c, a * d, b * c, b * d];
  return corners.some(Number.isNaN) ? ANY : [Math.min(...corners), Math.max(...corners)];
}

/** Whether a tanh of the value is part of e. */
function reads(e: Expr, value: Expr): boolean {
  return (e.op === "tanh" && e.args[0] === value) || (e !== value && e.args.some((a) => reads(a, value)));
}
