import { describe, expect, it } from "vitest";
import { evaluate, type Sizes, type Value, zeros } from "../../src/interp/index.js";
import * as ir from "../../src/ir/index.js";
import {
  add,
  type Expr,
  mul,
  type OpName,
  ops,
  placeholder,
  topological,
  variable,
} from "../../src/ir/index.js";
import { stream } from "../../src/rng/index.js";

// Every row of the op table, exhaustive by type: a new op does not compile here before it has an example.

type Leaf = "var" | "const" | "batchSize" | "size" | "identity";
/** Operands of an op, and the op on them. Values with a batch are states, shared ones parameters. */
type Example = { readonly args: readonly Expr[]; readonly apply: (args: readonly Expr[]) => Expr };

const h = variable("state", "h", ["H"]);
const k = variable("state", "k", ["H"]);
const x = variable("input", "x", ["X"]);
const s = variable("state", "s", []);
const W = variable("param", "W", ["H", "X"]);
const V = variable("param", "V", ["X", "K"]);
const b = variable("param", "b", ["H"]);

const one = (apply: (x: Expr) => Expr, arg: Expr = h): Example => ({
  args: [arg],
  apply: ([a = arg]) => apply(a),
});
const two = (a: Expr, c: Expr, apply: (a: Expr, c: Expr) => Expr): Example => ({
  args: [a, c],
  apply: ([p = a, q = c]) => apply(p, q),
});
/** Operands of the right rank, for the functions whose types tell vectors from matrices. */
const matrix = (e: Expr) => e as Expr<ir.Mat<string, string>>;
const vector = (e: Expr) => e as Expr<ir.Vec<string>>;

const examples: Readonly<Record<Exclude<OpName, Leaf>, readonly Example[]>> = {
  add: [
    two(h, k, (p, q) => add(p, q)),
    { args: [h, k, variable("state", "m", ["H"])], apply: (args) => add(...args) },
  ],
  sub: [two(h, k, ir.sub)],
  mul: [two(h, k, mul)],
  div: [two(h, k, ir.div)],
  neg: [one(ir.neg)],
  tanh: [one(ir.tanh)],
  sigmoid: [one(ir.sigmoid)],
  relu: [one(ir.relu)],
  exp: [one(ir.exp)],
  log: [one(ir.log)],
  sqrt: [one(ir.sqrt)],
  abs: [one(ir.abs)],
  step: [one(ir.step)],
  minimum: [two(h, k, ir.minimum)],
  detach: [one(ir.detach)],
  clipGradient: [one((e) => ir.clipGradient(e, 9)), one((e) => ir.clipGradient(e, 9), s)],
  dot: [two(W, x, (p, q) => ir.dot(matrix(p), vector(q)))],
  dotT: [two(W, h, (p, q) => ir.dotT(matrix(p), vector(q)))],
  outer: [
    two(h, x, (p, q) => ir.outer(vector(p), vector(q))),
    two(b, variable("param", "c", ["X"]), (p, q) => ir.outer(vector(p), vector(q))),
  ],
  matmul: [two(W, V, (p, q) => ir.matmul(matrix(p), matrix(q)))],
  transpose: [one((e) => ir.transpose(matrix(e)), W)],
  inverse: [one((e) => ir.inverse(e as Expr<ir.Mat<"X", "X">>), variable("param", "M", ["X", "X"]))],
  sum: [one(ir.sum), one(ir.sum, W), one(ir.sum, b)],
  max: [one((e) => ir.max(vector(e)))],
  repeat: [one((e) => ir.repeat(e, "H"), s), one((e) => ir.repeat(e, "X"), b)],
  batchSum: [one(ir.batchSum), one(ir.batchSum, s)],
  spread: [one(ir.spread, b)],
};

/** Where the table says that no gradient flows although the result moves. */
const stopped: ReadonlySet<string> = new Set<OpName>(["detach", "max"]);

const sizes: Sizes = { B: 3, dims: { H: 4, X: 2, K: 5 } };

function draw(e: Expr, [low, high]: readonly [number, number], seed: number): Value {
  const from = stream(seed, "ops", e.name ?? "");
  const value = zeros(e.shape, e.shared, sizes);
  for (let i = 0; i < value.size; i++) value.data[i] = low + (high - low) * from.uniform();
  return value;
}

const cases = Object.entries(examples).flatMap(([op, list]) =>
  list.map((example, i) => ({ op: op as OpName, title: `${op} ${i + 1}`, ...example })),
);

const valuesOf = (args: readonly Expr[], domain: readonly [number, number]): Map<Expr, Value> =>
  new Map(args.map((a, i) => [a, draw(a, domain, i)]));

/** 1 for every example. */
const ones = zeros([], false, sizes);
ones.data.fill(1);

describe("the op table", () => {
  it.each(cases)("$title: the examples run the op that they stand for", ({ op, args, apply }) => {
    const result = apply(args);
    expect(result.op).toBe(op);
    expect(result.args).toEqual(args);
    if (op !== "repeat") expect(ops[op].kind(args)).toEqual({ shape: result.shape, shared: result.shared });
  });

  it.each(cases)("$title: the pullback agrees with central differences on the op's domain", ({
    op,
    args,
    apply,
  }) => {
    const result = apply(args);
    const d = placeholder("cotangent", "d", result);
    const values = valuesOf(args, ops[op].domain);
    const weight = draw(d, [-1, 1], 9);
    const lookup = (leaf: Expr): Value =>
      leaf === ir.unit
        ? ones
        : leaf === d
          ? weight
          : (values.get(leaf) ?? zeros(leaf.shape, leaf.shared, sizes));
    /** Σ weight · result, at operands of which one number is moved. */
    const objective = (): number => {
      const [y] = evaluate([result], lookup, sizes);
      return y ? y.data.reduce((total, v, i) => total + v * (weight.data[i] ?? Number.NaN), 0) : Number.NaN;
    };
    const pulled = ops[op].pullback(d, args, result);
    for (const [i, arg] of args.entries()) {
      const e = pulled[i];
      const [given] = e ? evaluate([e], lookup, sizes) : [zeros(arg.shape, arg.shared, sizes)];
      const value = values.get(arg);
      if (!given || !value) throw new Error("no value");
      // A shared operand of an op on examples collects its cotangent over the batch by `spread`: here kinds are alike.
      expect(given.shape, `operand ${i}`).toEqual(value.shape);
      for (let j = 0; j < value.size; j++) {
        const at = value.data[j] ?? Number.NaN;
        const step = 1e-5;
        const moved = [at + step, at - step].map((v) => {
          value.data[j] = v;
          return objective();
        });
        value.data[j] = at;
        const slope = stopped.has(op)
          ? 0
          : ((moved[0] ?? Number.NaN) - (moved[1] ?? Number.NaN)) / (2 * step);
        // Third derivatives on the domains are below 100 and objectives below 100: 100 h² / 6 + 100 · 2^-53 / h.
        expect(Math.abs((given.data[j] ?? Number.NaN) - slope), `operand ${i} [${j}]`).toBeLessThan(5e-9);
      }
    }
  });

  it.each(cases)("$title: `wants` names what the pullback reads, and nothing else", ({ op, args, apply }) => {
    const result = apply(args);
    const d = placeholder("cotangent", "d", result);
    const read = new Set(topological(ops[op].pullback(d, args, result).filter((e) => e !== undefined)));
    const wants = [...args.entries()].flatMap(([i, a]) =>
      read.has(a) && !(read.has(result) && !readsPast(read, a, result)) ? [i] : [],
    );
    expect(new Set<unknown>([...wants, ...(read.has(result) ? ["result"] : [])])).toEqual(
      new Set<unknown>(ops[op].wants),
    );
  });

  it("names every op of the language once, with a domain that has numbers in it", () => {
    for (const [op, { domain, binds, form }] of Object.entries(ops)) {
      expect(domain[0], op).toBeLessThan(domain[1]);
      expect([1, 2, 3], op).toContain(binds);
      expect(form(["a", "b"], h), op).toBeTypeOf("string");
    }
  });
});

/** True when some node of a pullback other than the result itself has `a` as its operand. */
const readsPast = (read: ReadonlySet<Expr>, a: Expr, result: Expr): boolean =>
  [...read].some((e) => e !== result && e.args.includes(a));
