import { fail } from "./error.js";
import { constant, isConst, node, sameShape, } from "./expr.js";
import { ops } from "./ops.js";
import { showExpr } from "./print.js";
/** Name of dimension i; negative i counts from the end. */
export function dimension(e, i) {
    const d = e.shape.at(i);
    if (d === undefined)
        throw new Error(`dimension ${i} of ${showExpr(e)} is missing`);
    return d;
}
const apply = (op, args) => {
    const { shape, shared } = ops[op].kind(args);
    return node({ op, args, shape, shared });
};
const lift = (t) => (typeof t === "number" ? constant(t) : t);
/** Makes the operands of a pointwise op alike: scalars are repeated, shared values spread over the batch. */
function align(op, terms) {
    const args = terms.map(lift);
    const shape = args.reduce((s, a) => (a.shape.length > s.length ? a.shape : s), []);
    const shared = args.every((a) => a.shared);
    return args.map((a) => {
        let e = a;
        if (e.op !== "const") {
            if (e.shared && !shared)
                e = apply("spread", [e]);
            if (!sameShape(e.shape, shape)) {
                if (e.shape.length > 0)
                    fail(op, "operands have the same shape, or are scalars", args, `bring them to one shape first, e.g. with dot(W, x) for a matrix W: [${shape[0]}, ${e.shape.join(", ")}]`);
                for (const d of shape)
                    e = repeat(e, d);
            }
        }
        return e;
    });
}
function elementwise(op, terms) {
    const args = align(op, terms);
    const shape = args.find((a) => a.op !== "const")?.shape ?? [];
    return node({ op, args, shape, shared: args.every((a) => a.shared) });
}
// The functions that equations are written with. Types repeat the shape rules so that the editor finds an
// error first; `align` and `expect` check the same rules for callers without types.
/** Sum of terms of one shape; scalars and numbers count for every element. */
export function add(...terms) {
    const kept = terms.map(lift).filter((t) => !isConst(t, 0));
    const only = kept[0] ?? constant(0);
    return (kept.length <= 1 ? only : elementwise("add", kept));
}
/** a - b, element by element. */
export function sub(a, b) {
    if (isConst(lift(b), 0))
        return lift(a);
    if (isConst(lift(a), 0))
        return neg(lift(b));
    return elementwise("sub", [a, b]);
}
/** Product, element by element. */
export function mul(a, b) {
    if (isConst(lift(a), 1))
        return lift(b);
    if (isConst(lift(b), 1))
        return lift(a);
    return elementwise("mul", [a, b]);
}
/** Quotient, element by element. */
export function div(a, b) {
    return elementwise("div", [a, b]);
}
const on = (op) => (x) => apply(op, [x]);
/** -x */
export const neg = (x) => (x.op === "neg" && x.args[0] ? x.args[0] : apply("neg", [x]));
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
/** x, but no gradient flows through it. */
export const detach = on("detach");
/** Matrix [M, N] times vector [N]. */
export function dot(W, x) {
    if (W.shape.length !== 2 || !W.shared)
        fail("dot", "the first operand is a matrix of parameters", [W, x], "write mul(a, b) for two vectors");
    if (x.shape.length !== 1 || x.shape[0] !== W.shape[1])
        fail("dot", `a matrix [M, N] multiplies a vector [N]`, [W, x], `multiply by a vector [${W.shape[1]}], or declare the matrix as mat("${W.shape[0]}", "${x.shape[0] ?? "?"}")`);
    return apply("dot", [W, x]);
}
/** Transposed matrix [M, N] times vector [M]. */
export function dotT(W, y) {
    if (W.shape.length !== 2 || !W.shared || y.shape.length !== 1 || y.shape[0] !== W.shape[0])
        fail("dotT", "a matrix [M, N], transposed, multiplies a vector [M]", [W, y], "write dot(W, x) for a vector [N]");
    return apply("dotT", [W, y]);
}
/** Outer product of [M] and [N], summed over the batch. */
export function outer(a, b) {
    if (a.shape.length !== 1 || b.shape.length !== 1)
        fail("outer", "both operands are vectors", [a, b], "reduce matrices with sum first");
    const both = a.shared === b.shared ? [a, b] : [a.shared ? spread(a) : a, b.shared ? spread(b) : b];
    return apply("outer", both);
}
/** Matrix [M, K] times matrix [K, N], both shared. */
export function matmul(A, B) {
    if (A.shape.length !== 2 || B.shape.length !== 2 || A.shape[1] !== B.shape[0])
        fail("matmul", "a matrix [M, K] multiplies a matrix [K, N]", [A, B], "transpose(A) swaps the dimensions of A");
    return apply("matmul", [A, B]);
}
/** Matrix [M, N] as [N, M]. */
export function transpose(A) {
    if (A.shape.length !== 2)
        fail("transpose", "the operand is a matrix", [A], "leave vectors as they are");
    return (A.op === "transpose" && A.args[0] ? A.args[0] : apply("transpose", [A]));
}
export function sum(x) {
    if (x.shape.length === 0)
        fail("sum", "the operand has a dimension to sum over", [x], "a scalar is its own sum");
    return apply("sum", [x]);
}
/** Greatest element of a vector; no gradient flows through it. */
export function max(x) {
    if (x.shape.length !== 1)
        fail("max", "the operand is a vector", [x], "take sum of a matrix first");
    return apply("max", [x]);
}
/** x repeated along a new last dimension. */
export function repeat(x, dimension) {
    if (x.shape.length > 1)
        fail("repeat", "the operand is a scalar or a vector", [x], "there are no arrays of rank 3");
    if (!x.shared && x.shape.length === 1)
        fail("repeat", "a vector that differs between examples does not become a matrix", [x], "use batchSum first");
    return node({ op: "repeat", args: [x], shape: [...x.shape, dimension], shared: x.shared });
}
/** Sum over the batch. */
export function batchSum(x) {
    return apply("batchSum", [x.shared ? spread(x) : x]);
}
/** A shared value for every example; a value that is one already stays as it is. */
export function spread(x) {
    if (!x.shared)
        return x;
    if (x.shape.length > 1)
        fail("spread", "only scalars and vectors are spread", [x], "use dot(W, x) with a matrix");
    return apply("spread", [x]);
}
/** The number of examples in the batch. */
export const batchSize = () => apply("batchSize", []);
// Common shorthands, made of the ops above.
/** x², element by element. */
export const square = (x) => mul(x, x);
/** Mean over the batch, shared. */
export const batchMean = (x) => div(batchSum(x), batchSize());
/** log Σ exp(x), shifted by the greatest element so that nothing overflows. */
export const logSumExp = (x) => {
    const top = max(x);
    return add(log(sum(exp(sub(x, top)))), top);
};
