import type { Unscale } from "../plan/index.js";
import type { Mode } from "./address.js";
import { type Int, load, num, op, ref, type Stmt, splat, type Vec } from "./kernel.js";
import { eachRow, Pointers } from "./pointers.js";
import { call, zero } from "./pointwise.js";

interface Format {
  readonly mantissa: number;
  readonly bias: number;
}

export const formatOf = (real: "float32" | "float64"): Format =>
  real === "float32" ? { mantissa: 23, bias: 127 } : { mantissa: 52, bias: 1023 };

/** Base-2 exponent of a positive number, as a number; below every exponent for 0. */
export function exponentOf(x: Vec, f: Format): Vec {
  const bits: Vec = { v: "bits", bits: BigInt(f.bias + f.mantissa) << BigInt(f.mantissa) };
  const raw = op(
    "sub",
    op("or", { v: "shift", left: false, by: f.mantissa, of: x }, bits),
    num(2 ** f.mantissa + f.bias),
  );
  return op("select", op("less", zero, x), raw, num(-1e30));
}

const clampTo = (x: Vec, low: number, high: number): Vec =>
  op("select", op("less", x, num(low)), num(low), op("select", op("less", num(high), x), num(high), x));

/** 2^x, 0 below the range of normal numbers. */
export const power = (x: Vec, f: Format): Vec =>
  op("select", op("less", x, num(1 - f.bias)), zero, call("pow2", clampTo(x, 1 - f.bias, f.bias)));

/** The number 1 in a row that is kept as value · 2^exponent; never 0 nor infinite. */
export const scaleOf = (exponent: Vec, f: Format): Vec =>
  call("pow2", clampTo(op("sub", zero, exponent), 1 - f.bias, f.bias));

export function unscale(i: Unscale, mode: Mode, from: Int, to: Int, real: "float32" | "float64"): Stmt[] {
  const f = formatOf(real);
  const pointers = new Pointers(mode);
  const exponent = pointers.to(i.exponent, "r");
  // Two factors: the exponent alone may be beyond the range of numbers.
  const body: Stmt[] = [
    { s: "let", name: "e", value: splat(exponent) },
    { s: "let", name: "e1", value: clampTo(ref("e"), 1 - f.bias, f.bias) },
    { s: "let", name: "f1", value: call("pow2", ref("e1")) },
    { s: "let", name: "f2", value: power(clampTo(op("sub", ref("e"), ref("e1")), -2 * f.bias, f.bias), f) },
    ...i.values.map((v): Stmt => {
      const at = pointers.to(v.ref, "r");
      return {
        s: "lanes",
        name: "j",
        cols: v.cols,
        body: [
          {
            s: "store",
            at,
            offset: 0,
            index: "j",
            value: op("mul", op("mul", load(at, 0, "j"), ref("f1")), ref("f2")),
          },
        ],
      };
    }),
  ];
  return eachRow(from, to, [...pointers.stmts, { s: "ifNonZero", value: splat(exponent), body }]);
}
