import type { OpName, PointwiseOp } from "../ir/index.js";
import { num, op, type Vec } from "./kernel.js";

export const zero = num(0);
export const call = (name: string, ...args: Vec[]): Vec => ({ v: "call", name, args });

/** Every pointwise op on vectors. */
const pointwise: Readonly<Record<PointwiseOp, (first: Vec, second: Vec, rest: readonly Vec[]) => Vec>> = {
  add: (a, b, rest) => [b, ...rest].reduce((s, x) => op("add", s, x), a),
  sub: (a, b) => op("sub", a, b),
  mul: (a, b) => op("mul", a, b),
  div: (a, b) => op("div", a, b),
  neg: (a) => op("neg", a),
  tanh: (a) => call("tanh", a),
  sigmoid: (a) => call("sigmoid", a),
  // Written so that NaN stays NaN.
  relu: (a) => op("select", op("less", a, zero), zero, a),
  exp: (a) => call("exp", a),
  log: (a) => call("log", a),
  sqrt: (a) => op("sqrt", a),
  abs: (a) => op("abs", a),
  step: (a) => op("select", op("less", zero, a), num(1), zero),
  // Neither is less where they are alike, or where one is NaN: all bits of both are then the same, or still a NaN.
  minimum: (a, b) => op("select", op("less", a, b), a, op("select", op("less", b, a), b, op("or", a, b))),
  detach: (a) => a,
  clipGradient: (a) => a,
};

const isPointwise = (o: OpName): o is PointwiseOp => o in pointwise;

/** A pointwise op on vectors. */
export function applied(o: OpName, [first, second, ...rest]: readonly Vec[]): Vec {
  if (!first || !isPointwise(o)) throw new Error(`${o} is not a pointwise operation`);
  return pointwise[o](first, second ?? zero, second ? rest : []);
}
