import { clipped } from "./clip.js";
import {
  batchSum,
  dimension,
  div,
  dot,
  dotT,
  matmul,
  mul,
  neg,
  outer,
  repeat,
  spread,
  step,
  sub,
  sum,
  transpose,
} from "./equations.js";
import type { Expr, Mat, OpName, Shape, Vec } from "./expr.js";

/** Shape and sharing of a result. */
interface Kind {
  readonly shape: Shape;
  readonly shared: boolean;
}

/** What a pullback wants kept from the forward pass: an operand by position, or the result. */
export type Wants = number | "result";

/**
 * One row of the op table. `pullback` gives the cotangent of every operand from the cotangent `d` of the
 * result, in the same language (undefined: no gradient flows). `form` prints; `domain` is where tests may
 * sample operands so that the op is smooth.
 */
export interface Op {
  readonly kind: (args: readonly Expr[]) => Kind;
  readonly pullback: (d: Expr, args: readonly Expr[], result: Expr) => readonly (Expr | undefined)[];
  readonly wants: readonly Wants[];
  readonly form: (args: readonly string[], e: Expr) => string;
  readonly domain: readonly [number, number];
  /** Element by element: result [i] depends on operands [i] only. */
  readonly pointwise: boolean;
  /** How tightly the printed form binds: 3 atom or call, 2 product, 1 sum. */
  readonly binds: 1 | 2 | 3;
}

const at = (args: readonly Expr[], i: number): Expr => {
  const a = args[i];
  if (!a) throw new Error(`operand ${i} is missing`);
  return a;
};

const matrix = (args: readonly Expr[], i: number): Expr<Mat<string, string>> => {
  const a = at(args, i);
  if (a.shape.length !== 2) throw new Error(`operand ${i} is not a matrix`);
  return a as Expr<Mat<string, string>>;
};

const vector = (args: readonly Expr[], i: number): Expr<Vec<string>> => {
  const a = at(args, i);
  if (a.shape.length !== 1) throw new Error(`operand ${i} is not a vector`);
  return a as Expr<Vec<string>>;
};

const sameKind = (args: readonly Expr[]): Kind => ({
  shape: at(args, 0).shape,
  shared: args.every((a) => a.shared),
});

const call =
  (name: string) =>
  (args: readonly string[]): string =>
    `${name}(${args.join(", ")})`;

const noGradient = (): never => {
  throw new Error("a leaf has no pullback");
};

const pointwise = { kind: sameKind, pointwise: true, binds: 3, domain: [-2, 2] } as const;

/** Op on one operand, printed as a call. */
const unary = (
  name: string,
  wants: readonly Wants[],
  derivative: (x: Expr, y: Expr, d: Expr) => Expr | undefined,
  domain: readonly [number, number] = [-2, 2],
): Op => ({
  ...pointwise,
  domain,
  wants,
  pullback: (d, args, y) => [derivative(at(args, 0), y, d)],
  form: call(name),
});

/** The op table: the whole language, one row an op. Every backend is exhaustive over its keys. */
export const ops: Readonly<Record<OpName, Op>> = {
  var: {
    ...pointwise,
    kind: noGradient,
    pullback: noGradient,
    wants: [],
    form: (_, e) => (e.role === "state" ? `${e.name}[t-1]` : (e.name ?? "?")),
    pointwise: false,
  },
  const: {
    ...pointwise,
    kind: noGradient,
    pullback: noGradient,
    wants: [],
    form: (_, e) => String(e.value),
    pointwise: false,
  },

  add: {
    ...pointwise,
    wants: [],
    pullback: (d, args) => args.map(() => d),
    form: (a) => a.join(" + ").replaceAll("+ -", "- "),
    binds: 1,
  },
  sub: { ...pointwise, wants: [], pullback: (d) => [d, neg(d)], form: ([a, b]) => `${a} - ${b}`, binds: 1 },
  mul: {
    ...pointwise,
    wants: [0, 1],
    pullback: (d, args) => [mul(d, at(args, 1)), mul(d, at(args, 0))],
    form: ([a, b]) => `${a}*${b}`,
    binds: 2,
  },
  div: {
    ...pointwise,
    domain: [0.5, 2],
    wants: [1, "result"],
    pullback: (d, args, y) => {
      const da = div(d, at(args, 1));
      return [da, neg(mul(da, y))];
    },
    form: ([a, b]) => `${a}/${b}`,
    binds: 2,
  },
  neg: { ...unary("neg", [], (_x, _y, d) => neg(d)), form: ([a]) => `-${a}`, binds: 2 },
  tanh: unary("tanh", ["result"], (_x, y, d) => mul(d, sub(1, mul(y, y)))),
  sigmoid: unary("sigmoid", ["result"], (_x, y, d) => mul(d, mul(y, sub(1, y)))),
  relu: unary("relu", ["result"], (_x, y, d) => mul(d, step(y)), [0.1, 2]),
  exp: unary("exp", ["result"], (_x, y, d) => mul(d, y)),
  log: unary("log", [0], (x, _y, d) => div(d, x), [0.5, 2]),
  sqrt: unary("sqrt", ["result"], (_x, y, d) => div(d, mul(2, y)), [0.5, 2]),
  abs: unary("abs", [0], (x, _y, d) => mul(d, sub(step(x), step(neg(x)))), [0.1, 2]),
  /** 1 where the operand is above 0, else 0; its derivative is 0. */
  step: unary("step", [], () => undefined, [0.1, 2]),
  /** The smaller operand; the second where they are alike. NaN if either is. */
  minimum: {
    ...pointwise,
    wants: [0, 1],
    pullback: (d, [a, b]) => {
      if (!a || !b) throw new Error("minimum has two operands");
      const first = step(sub(b, a));
      return [mul(d, first), mul(d, sub(1, first))];
    },
    form: call("minimum"),
  },
  /** The operand, through which no gradient flows. */
  detach: unary("detach", [], () => undefined),

  /** The operand; its gradient is deliberately not the derivative, but that brought down to a length (see `clipped`). */
  clipGradient: {
    ...unary("clipGradient", [], (_x, y, d) => clipped(d, y.value ?? Number.NaN)),
    form: ([a], e) => `clipGradient(${a}, ${e.value})`,
  },

  /** Matrix [M, N] times vector [N]: [M]. */
  dot: {
    ...pointwise,
    pointwise: false,
    kind: (args) => ({ shape: [dimension(at(args, 0), 0)], shared: at(args, 1).shared }),
    wants: [0, 1],
    pullback: (d, args) => [outer(vector([d], 0), vector(args, 1)), dotT(matrix(args, 0), vector([d], 0))],
    form: ([a, b]) => `${a}·${b}`,
    binds: 2,
  },
  /** Transposed matrix [M, N] times vector [M]: [N]. */
  dotT: {
    ...pointwise,
    pointwise: false,
    kind: (args) => ({ shape: [dimension(at(args, 0), 1)], shared: at(args, 1).shared }),
    wants: [0, 1],
    pullback: (d, args) => [outer(vector(args, 1), vector([d], 0)), dot(matrix(args, 0), vector([d], 0))],
    form: ([a, b]) => `${a}ᵀ·${b}`,
    binds: 2,
  },
  /** Column [M] times row [N], summed over the batch: [M, N], shared. */
  outer: {
    ...pointwise,
    pointwise: false,
    kind: (args) => ({ shape: [dimension(at(args, 0), 0), dimension(at(args, 1), 0)], shared: true }),
    wants: [0, 1],
    pullback: (d, args) => [dot(matrix([d], 0), vector(args, 1)), dotT(matrix([d], 0), vector(args, 0))],
    form: ([a, b]) => `${a}⊗${b}`,
    binds: 2,
  },
  /** Shared matrix [M, K] times shared matrix [K, N]: [M, N]. */
  matmul: {
    ...pointwise,
    pointwise: false,
    kind: (args) => ({ shape: [dimension(at(args, 0), 0), dimension(at(args, 1), 1)], shared: true }),
    wants: [0, 1],
    pullback: (d, args) => [
      matmul(matrix([d], 0), transpose(matrix(args, 1))),
      matmul(transpose(matrix(args, 0)), matrix([d], 0)),
    ],
    form: ([a, b]) => `${a}·${b}`,
    binds: 2,
  },
  transpose: {
    ...pointwise,
    pointwise: false,
    kind: (args) => ({ shape: [dimension(at(args, 0), 1), dimension(at(args, 0), 0)], shared: true }),
    wants: [],
    pullback: (d) => [transpose(matrix([d], 0))],
    form: ([a]) => `${a}ᵀ`,
  },

  /** Inverse of a square shared matrix. */
  inverse: {
    ...pointwise,
    pointwise: false,
    kind: sameKind,
    wants: ["result"],
    pullback: (d, _args, y) => {
      const back = transpose(matrix([y], 0));
      return [neg(matmul(matmul(back, matrix([d], 0)), back))];
    },
    form: call("inverse"),
  },
  /** The identity matrix [N, N]. */
  identity: {
    ...pointwise,
    pointwise: false,
    kind: noGradient,
    wants: [],
    pullback: () => [],
    form: () => "I",
  },

  /** Sum over the last dimension: [H] to [], [M, N] to [M]. */
  sum: {
    ...pointwise,
    pointwise: false,
    kind: (args) => ({ shape: at(args, 0).shape.slice(0, -1), shared: at(args, 0).shared }),
    wants: [],
    pullback: (d, args) => [repeat(d, dimension(at(args, 0), -1))],
    form: call("sum"),
  },
  /** Greatest element of the last dimension. Used to shift exponentials, so no gradient flows through it. */
  max: {
    ...pointwise,
    pointwise: false,
    kind: (args) => ({ shape: at(args, 0).shape.slice(0, -1), shared: at(args, 0).shared }),
    wants: [],
    pullback: () => [undefined],
    form: call("max"),
  },
  /** The operand repeated along a new last dimension: the transpose of `sum`. Printed as nothing: it is broadcasting. */
  repeat: {
    ...pointwise,
    pointwise: false,
    kind: noGradient,
    wants: [],
    pullback: (d) => [sum(d)],
    form: ([a]) => a ?? "",
  },
  /** Sum over the examples of the batch: the result is shared. */
  batchSum: {
    ...pointwise,
    pointwise: false,
    kind: (args) => ({ shape: at(args, 0).shape, shared: true }),
    wants: [],
    pullback: (d) => [spread(d)],
    form: call("batchSum"),
  },
  /** A shared value given to every example: the transpose of `batchSum`. Printed as nothing: it is broadcasting. */
  spread: {
    ...pointwise,
    pointwise: false,
    kind: (args) => ({ shape: at(args, 0).shape, shared: false }),
    wants: [],
    pullback: (d) => [batchSum(d)],
    form: ([a]) => a ?? "",
  },
  /** The number of examples in the batch, as a shared scalar. */
  batchSize: {
    ...pointwise,
    pointwise: false,
    kind: () => ({ shape: [], shared: true }),
    wants: [],
    pullback: () => [],
    form: () => "B",
  },
  /** The number of elements of a dimension, as a shared scalar. */
  size: {
    ...pointwise,
    pointwise: false,
    kind: () => ({ shape: [], shared: true }),
    wants: [],
    pullback: () => [],
    form: (_, e) => e.name ?? "?",
  },
};
