import { fail } from "./error.js";
import {
  constant,
  type Expr,
  isConst,
  type Mat,
  node,
  type OpName,
  type Scalar,
  type Shape,
  sameShape,
  type Vec,
} from "./expr.js";
import { ops } from "./ops.js";
import { showExpr } from "./print.js";

/** How a value may be given in an equation: numbers become constants. */
type Term<S extends Shape = Shape> = Expr<S> | Expr<Scalar> | number;

/** Name of dimension i; negative i counts from the end. */
export function dimension(e: Expr, i: number): string {
  const d = e.shape.at(i);
  if (d === undefined) throw new Error(`dimension ${i} of ${showExpr(e)} is missing`);
  return d;
}

const apply = (op: OpName, args: readonly Expr[]): Expr => {
  const { shape, shared } = ops[op].kind(args);
  return node({ op, args, shape, shared });
};

const lift = (t: Term): Expr => (typeof t === "number" ? constant(t) : t);

/** Makes the operands of a pointwise op alike: scalars are repeated, shared values spread over the batch. */
function align(op: OpName, terms: readonly Term[]): Expr[] {
  const args = terms.map(lift);
  const shape = args.reduce((s, a) => (a.shape.length > s.length ? a.shape : s), [] as Shape);
  const shared = args.every((a) => a.shared);
  return args.map((a) => {
    let e = a;
    if (e.op !== "const") {
      if (e.shared && !shared) e = apply("spread", [e]);
      if (!sameShape(e.shape, shape)) {
        if (e.shape.length > 0)
          fail(
            op,
            "operands have the same shape, or are scalars",
            args,
            `bring them to one shape first, e.g. with dot(W, x) for a matrix W: [${shape[0]}, ${e.shape.join(", ")}]`,
          );
        for (const d of shape) e = repeat(e, d);
      }
    }
    return e;
  });
}

function elementwise(op: OpName, terms: readonly Term[]): Expr {
  const args = align(op, terms);
  const shape = args.find((a) => a.op !== "const")?.shape ?? [];
  return node({ op, args, shape, shared: args.every((a) => a.shared) });
}

// The functions that equations are written with. Types repeat the shape rules so that the editor finds an
// error first; `align` and `expect` check the same rules for callers without types.

/** Sum of terms of one shape; scalars and numbers count for every element. */
export function add<S extends Shape = Scalar>(...terms: readonly Term<S>[]): Expr<S> {
  const kept = terms.map(lift).filter((t) => !isConst(t, 0));
  const only = kept[0] ?? constant(0);
  return (kept.length <= 1 ? only : elementwise("add", kept)) as Expr<S>;
}
/** a - b, element by element. */
export function sub<S extends Shape = Scalar>(a: Term<S>, b: Term<S>): Expr<S> {
  if (isConst(lift(b), 0)) return lift(a) as Expr<S>;
  if (isConst(lift(a), 0)) return neg(lift(b)) as Expr<S>;
  return elementwise("sub", [a, b]) as Expr<S>;
}
/** Product, element by element. */
export function mul<S extends Shape = Scalar>(a: Term<S>, b: Term<S>): Expr<S> {
  if (isConst(lift(a), 1)) return lift(b) as Expr<S>;
  if (isConst(lift(b), 1)) return lift(a) as Expr<S>;
  return elementwise("mul", [a, b]) as Expr<S>;
}
/** Quotient, element by element. */
export function div<S extends Shape = Scalar>(a: Term<S>, b: Term<S>): Expr<S> {
  return elementwise("div", [a, b]) as Expr<S>;
}

const on =
  (op: OpName): (<S extends Shape>(x: Expr<S>) => Expr<S>) =>
  <S extends Shape>(x: Expr<S>) =>
    apply(op, [x]) as Expr<S>;

/** -x */
export const neg = <S extends Shape>(x: Expr<S>): Expr<S> =>
  (x.op === "neg" && x.args[0] ? x.args[0] : apply("neg", [x])) as Expr<S>;
export const tanh = on("tanh");
/** 1 / (1 + exp(-x)) */
export const sigmoid = on("sigmoid");
/** max(x, 0); NaN stays NaN. */
export const relu = on("relu");
export const exp = on("exp");
export const log = on("log");
export const sqrt = on("sqrt");
export const abs = on("abs");
/** 1 where x > 0, else 0. */
export const step = on("step");
/** The smaller of two, element by element; NaN if either is. */
export function minimum<S extends Shape = Scalar>(a: Term<S>, b: Term<S>): Expr<S> {
  return elementwise("minimum", [a, b]) as Expr<S>;
}
/** x, but no gradient flows through it. */
export const detach = on("detach");
/**
 * x, but the gradient that comes back through it is at most `limit` long, example by example: d · min(1, limit/‖d‖).
 *
 * @throws EquationError for a value that the examples share, and a limit that is not above 0
 */
export function clipGradient<S extends Shape>(x: Expr<S>, limit: number): Expr<S> {
  if (x.shared)
    fail(
      "clipGradient",
      "the operand differs between examples",
      [x],
      "clip a parameter in the optimiser chain",
    );
  if (!(limit > 0 && limit < Number.POSITIVE_INFINITY))
    fail("clipGradient", "the limit is a finite number above 0", [x], `give e.g. 1 instead of ${limit}`);
  return node({ op: "clipGradient", args: [x], shape: x.shape, shared: false, value: limit });
}

/** Matrix [M, N] times vector [N]. */
export function dot<M extends string, N extends string>(
  W: Expr<Mat<M, N>>,
  x: Expr<NoInfer<Vec<N>>>,
): Expr<Vec<M>> {
  if (W.shape.length !== 2 || !W.shared)
    fail("dot", "the first operand is a matrix of parameters", [W, x], "write mul(a, b) for two vectors");
  if (x.shape.length !== 1 || x.shape[0] !== W.shape[1])
    fail(
      "dot",
      `a matrix [M, N] multiplies a vector [N]`,
      [W, x],
      `multiply by a vector [${W.shape[1]}], or declare the matrix as mat("${W.shape[0]}", "${x.shape[0] ?? "?"}")`,
    );
  return apply("dot", [W, x]) as Expr<Vec<M>>;
}
/** Transposed matrix [M, N] times vector [M]. */
export function dotT<M extends string, N extends string>(
  W: Expr<Mat<M, N>>,
  y: Expr<NoInfer<Vec<M>>>,
): Expr<Vec<N>> {
  if (W.shape.length !== 2 || !W.shared || y.shape.length !== 1 || y.shape[0] !== W.shape[0])
    fail(
      "dotT",
      "a matrix [M, N], transposed, multiplies a vector [M]",
      [W, y],
      "write dot(W, x) for a vector [N]",
    );
  return apply("dotT", [W, y]) as Expr<Vec<N>>;
}
/** Outer product of [M] and [N], summed over the batch. */
export function outer<M extends string, N extends string>(a: Expr<Vec<M>>, b: Expr<Vec<N>>): Expr<Mat<M, N>> {
  if (a.shape.length !== 1 || b.shape.length !== 1)
    fail("outer", "both operands are vectors", [a, b], "reduce matrices with sum first");
  const both = a.shared === b.shared ? [a, b] : [a.shared ? spread(a) : a, b.shared ? spread(b) : b];
  return apply("outer", both) as Expr<Mat<M, N>>;
}
/** Matrix [M, K] times matrix [K, N], both shared. */
export function matmul<M extends string, K extends string, N extends string>(
  A: Expr<Mat<M, K>>,
  B: Expr<Mat<NoInfer<K>, N>>,
): Expr<Mat<M, N>> {
  if (A.shape.length !== 2 || B.shape.length !== 2 || A.shape[1] !== B.shape[0])
    fail(
      "matmul",
      "a matrix [M, K] multiplies a matrix [K, N]",
      [A, B],
      "transpose(A) swaps the dimensions of A",
    );
  return apply("matmul", [A, B]) as Expr<Mat<M, N>>;
}
/** Matrix [M, N] as [N, M]. */
export function transpose<M extends string, N extends string>(A: Expr<Mat<M, N>>): Expr<Mat<N, M>> {
  if (A.shape.length !== 2) fail("transpose", "the operand is a matrix", [A], "leave vectors as they are");
  return (A.op === "transpose" && A.args[0] ? A.args[0] : apply("transpose", [A])) as Expr<Mat<N, M>>;
}

/**
 * Inverse of a square shared matrix. Found without exchanging rows, which is stable for matrices whose symmetric part is
 * positive definite, such as the identity plus a skew matrix (Golub & Van Loan 2013, section 4.4); for others it is not.
 */
export function inverse<N extends string>(A: Expr<Mat<N, N>>): Expr<Mat<N, N>> {
  if (A.shape.length !== 2 || A.shape[0] !== A.shape[1] || !A.shared)
    fail("inverse", "the operand is a square matrix of parameters", [A], "only [N, N] has an inverse");
  return apply("inverse", [A]) as Expr<Mat<N, N>>;
}
/** The identity matrix [N, N]. */
export const identity = <N extends string>(dimension: N): Expr<Mat<N, N>> =>
  node({ op: "identity", args: [], shape: [dimension, dimension], shared: true });

/** Sum over the last dimension. */
export function sum<D extends string>(x: Expr<Vec<D>>): Expr<Scalar>;
export function sum<M extends string, N extends string>(x: Expr<Mat<M, N>>): Expr<Vec<M>>;
export function sum(x: Expr): Expr;
export function sum(x: Expr): Expr {
  if (x.shape.length === 0)
    fail("sum", "the operand has a dimension to sum over", [x], "a scalar is its own sum");
  return apply("sum", [x]);
}
/** Greatest element of a vector; no gradient flows through it. */
export function max<D extends string>(x: Expr<Vec<D>>): Expr<Scalar> {
  if (x.shape.length !== 1) fail("max", "the operand is a vector", [x], "take sum of a matrix first");
  return apply("max", [x]) as Expr<Scalar>;
}
/** x repeated along a new last dimension. */
export function repeat(x: Expr, dimension: string): Expr {
  if (x.shape.length > 1)
    fail("repeat", "the operand is a scalar or a vector", [x], "there are no arrays of rank 3");
  if (!x.shared && x.shape.length === 1)
    fail(
      "repeat",
      "a vector that differs between examples does not become a matrix",
      [x],
      "use batchSum first",
    );
  return node({ op: "repeat", args: [x], shape: [...x.shape, dimension], shared: x.shared });
}
/** Sum over the batch. */
export function batchSum<S extends Shape>(x: Expr<S>): Expr<S> {
  return apply("batchSum", [x.shared ? spread(x) : x]) as Expr<S>;
}
/** A shared value for every example; a value that is one already stays as it is. */
export function spread<S extends Shape>(x: Expr<S>): Expr<S> {
  if (!x.shared) return x;
  if (x.shape.length > 1)
    fail("spread", "only scalars and vectors are spread", [x], "use dot(W, x) with a matrix");
  return apply("spread", [x]) as Expr<S>;
}
/** The number of examples in the batch. */
export const batchSize = (): Expr<Scalar> => apply("batchSize", []) as Expr<Scalar>;
/** The number of elements of a dimension. */
export const size = (dimension: string): Expr<Scalar> =>
  node({ op: "size", args: [], shape: [], shared: true, name: dimension });

// Common shorthands, made of the ops above.

/** The greater of two, element by element; NaN if either is. */
export const maximum = <S extends Shape = Scalar>(a: Term<S>, b: Term<S>): Expr<S> =>
  neg(minimum(neg(lift(a)), neg(lift(b)))) as Expr<S>;
/** x², element by element. */
export const square = <S extends Shape>(x: Expr<S>): Expr<S> => mul(x, x);
/** Mean over the batch, shared. */
export const batchMean = <S extends Shape>(x: Expr<S>): Expr<S> =>
  div(batchSum(x), batchSize() as Expr<Scalar>) as Expr<S>;
/** Mean over a vector. */
export const mean = <D extends string>(x: Expr<Vec<D>>): Expr<Scalar> => div(sum(x), size(dimension(x, -1)));
/** log Σ exp(x), shifted by the greatest element so that nothing overflows. */
export const logSumExp = <D extends string>(x: Expr<Vec<D>>): Expr<Scalar> => {
  const top = max(x);
  return add(log(sum(exp(sub(x, top) as Expr<Vec<D>>))), top);
};
