import ndarray, { type NdArray } from "ndarray";
import nd from "ndarray-ops";
import { type Expr, type OpName, topological } from "../ir/index.js";
import { type Sizes, sizeOf, type Value, zeros } from "./value.js";

/** Finds the value of a leaf. */
export type Lookup = (leaf: Expr) => Value;

/** Told of one evaluation, value by value; may change a value before it is used, e.g. round it. */
export interface Observer {
  /** Of a leaf as it was looked up, without operands, or of a result. */
  seen(e: Expr, value: Value, operands: readonly Value[]): void;
  /** Of the roots, when they are all there. */
  done(roots: readonly Value[]): void;
}

/** What each op means: fills `out` from its operands. Constants arrive as arrays of the shape of `out`. */
type Meaning = (out: Value, args: readonly [Value, Value, ...Value[]], e: Expr) => void;

/** Applies f to every element. */
const each =
  (f: (x: number) => number): Meaning =>
  (out, [x]) => {
    for (let i = 0; i < out.size; i++) out.data[i] = f(at(x, i));
  };

const at = (v: Value, i: number): number => v.data[i] ?? Number.NaN;
const last = (v: Value): number => v.shape.at(-1) ?? 1;

/** [M, K] or its transpose times each row of [R, K]. */
function product(out: Value, W: Value, x: Value, transposed: boolean): void {
  const cols = last(W);
  const [n, k] = [last(out), last(x)];
  for (let r = 0; r < x.size / k; r++)
    for (let i = 0; i < n; i++) {
      let total = 0;
      for (let j = 0; j < k; j++) total += at(W, transposed ? j * cols + i : i * cols + j) * at(x, r * k + j);
      out.data[r * n + i] = total;
    }
}

/** Folds the last dimension. */
function reduce(out: Value, x: Value, fold: (row: NdArray) => number): void {
  const n = last(x);
  for (let i = 0; i < out.size; i++) out.data[i] = fold(ndarray(x.data.subarray(i * n, (i + 1) * n), [n]));
}

/** Inverts [n, n] in place: Gauss and Jordan, each pivot the largest of its column. */
function invert(a: Float64Array, n: number): void {
  const get = (i: number, j: number): number => a[i * n + j] ?? Number.NaN;
  const swaps: number[] = [];
  for (let k = 0; k < n; k++) {
    let top = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(get(i, k)) > Math.abs(get(top, k))) top = i;
    swaps.push(top);
    for (let j = 0; j < n; j++) [a[k * n + j], a[top * n + j]] = [get(top, j), get(k, j)];
    const pivot = get(k, k);
    a[k * n + k] = 1;
    for (let j = 0; j < n; j++) a[k * n + j] = get(k, j) / pivot;
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = get(i, k);
      a[i * n + k] = 0;
      for (let j = 0; j < n; j++) a[i * n + j] = get(i, j) - factor * get(k, j);
    }
  }
  for (const [k, top] of [...swaps.entries()].reverse())
    for (let i = 0; i < n; i++) [a[i * n + k], a[i * n + top]] = [get(i, top), get(i, k)];
}

const unreachable: Meaning = () => {
  throw new Error("a leaf is looked up, not computed");
};

/** The specification of the language. */
const meaning: Readonly<Record<OpName, Meaning>> = {
  var: unreachable,
  const: unreachable,
  batchSize: unreachable,
  size: unreachable,
  identity: unreachable,
  add: (out, [first, ...rest]) => {
    nd.assign(out, first);
    for (const t of rest) nd.addeq(out, t);
  },
  sub: (out, [a, b]) => nd.sub(out, a, b),
  mul: (out, [a, b]) => nd.mul(out, a, b),
  div: (out, [a, b]) => nd.div(out, a, b),
  neg: (out, [a]) => nd.neg(out, a),
  tanh: each(Math.tanh),
  sigmoid: each((x) => 1 / (1 + Math.exp(-x))),
  relu: each((x) => (x < 0 ? 0 : x)),
  exp: (out, [a]) => nd.exp(out, a),
  log: (out, [a]) => nd.log(out, a),
  sqrt: (out, [a]) => nd.sqrt(out, a),
  abs: (out, [a]) => nd.abs(out, a),
  step: each((x) => (x > 0 ? 1 : 0)),
  minimum: (out, [a, b]) => {
    for (let i = 0; i < out.size; i++) out.data[i] = Math.min(at(a, i), at(b, i));
  },
  detach: (out, [a]) => nd.assign(out, a),
  clipGradient: (out, [a]) => nd.assign(out, a),
  dot: (out, [W, x]) => product(out, W, x, false),
  dotT: (out, [W, y]) => product(out, W, y, true),
  outer: (out, [a, b]) => {
    const [m, n] = [last(a), last(b)];
    for (let r = 0; r < a.size / m; r++)
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++)
          out.data[i * n + j] = at(out, i * n + j) + at(a, r * m + i) * at(b, r * n + j);
  },
  matmul: (out, [A, B]) => product(out, B, A, true),
  transpose: (out, [A]) => nd.assign(out, A.transpose(1, 0)),
  inverse: (out, [A]) => {
    nd.assign(out, A);
    invert(out.data, last(out));
  },
  sum: (out, [x]) => reduce(out, x, nd.sum),
  max: (out, [x]) => reduce(out, x, nd.sup),
  repeat: (out, [x]) => {
    const n = last(out);
    for (let i = 0; i < out.size; i++) out.data[i] = at(x, Math.floor(i / n));
  },
  batchSum: (out, [x]) => {
    for (let i = 0; i < x.size; i++) out.data[i % out.size] = at(out, i % out.size) + at(x, i);
  },
  spread: (out, [x]) => {
    for (let i = 0; i < out.size; i++) out.data[i] = at(x, i % x.size);
  },
};

function constantOf(e: Expr, sizes: Sizes): number {
  if (e.op === "size") return sizeOf(sizes, e.name ?? "");
  return e.op === "batchSize" ? sizes.B : (e.value ?? Number.NaN);
}

/** Values of `roots`, one op at a time. Leaves come from `lookup`. */
export function evaluate(roots: readonly Expr[], lookup: Lookup, sizes: Sizes, observer?: Observer): Value[] {
  const values = new Map<Expr, Value>();
  const operand = (a: Expr, user: Expr): Value => {
    const known = values.get(a);
    if (known) return known;
    const filled = zeros(user.shape, user.shared, sizes);
    filled.data.fill(constantOf(a, sizes));
    return filled;
  };
  for (const e of topological(roots)) {
    if (e.op === "const" || e.op === "batchSize" || e.op === "size") continue;
    if (e.op === "var") {
      const leaf = lookup(e);
      observer?.seen(e, leaf, []);
      values.set(e, leaf);
      continue;
    }
    const out = zeros(e.shape, e.shared, sizes);
    if (e.op === "identity") {
      for (let i = 0; i < out.size; i += last(out) + 1) out.data[i] = 1;
      values.set(e, out);
      continue;
    }
    const args = e.args.map((a) => operand(a, e));
    const [a, b = a, ...rest] = args;
    if (!a || !b) throw new Error(`${e.op} has no operands`);
    meaning[e.op](out, [a, b, ...rest], e);
    observer?.seen(e, out, args);
    values.set(e, out);
  }
  const made = roots.map((r) => operand(r, r));
  observer?.done(made);
  return made;
}
