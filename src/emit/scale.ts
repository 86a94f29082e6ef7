import type { Rescale, Unscale } from "../plan/index.js";
import type { Mode } from "./address.js";
import { type Int, load, num, op, ref, type Stmt, splat, type Vec } from "./kernel.js";
import { eachRow, Pointers } from "./pointers.js";
import { call, zero } from "./pointwise.js";
import { fold } from "./rows.js";

interface Format {
  readonly mantissa: number;
  readonly bias: number;
}

const formatOf = (real: "float32" | "float64"): Format =>
  real === "float32" ? { mantissa: 23, bias: 127 } : { mantissa: 52, bias: 1023 };

/** Base-2 exponent of a positive number, as a number; below every exponent for 0. */
function exponentOf(x: Vec, f: Format): Vec {
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
const power = (x: Vec, f: Format): Vec =>
  op("select", op("less", x, num(1 - f.bias)), zero, call("pow2", clampTo(x, 1 - f.bias, f.bias)));

/** The number 1 in a row that is kept as value · 2^exponent; never 0 nor infinite. */
const scaleOf = (exponent: Vec, f: Format): Vec =>
  call("pow2", clampTo(op("sub", zero, exponent), 1 - f.bias, f.bias));

/** Exponents within ±this leave a row as it is: rounding is then the same with and without the probe. */
const ordinary = 40;

export function rescale(
  i: Rescale,
  mode: Mode,
  from: Int,
  to: Int,
  lanes: number,
  real: "float32" | "float64",
): Stmt[] {
  const f = formatOf(real);
  const pointers = new Pointers(mode);
  const exponent = pointers.to(i.exponent, "r");
  const log = pointers.to(i.log, "r");
  const unit = i.unit && pointers.to(i.unit, "r");
  const from2 = i.arrivingExponent && pointers.to(i.arrivingExponent, "r");
  const largest = (name: string, values: Rescale["carried"]): Stmt[] => [
    { s: "let", name, value: zero },
    ...values.flatMap((v, n): Stmt[] => [
      ...fold(
        `${name}${n}`,
        pointers.to(v.ref, "r"),
        v.cols,
        lanes,
        (acc, x) => op("max", acc, op("abs", x)),
        "laneMax",
        zero,
      ),
      { s: "set", name, value: op("max", ref(name), ref(`${name}${n}`)) },
    ]),
  ];
  const bring = (values: Rescale["carried"], difference: Vec): Stmt[] => {
    if (values.length === 0) return [];
    const multiply = values.map((v): Stmt => {
      const at = pointers.to(v.ref, "r");
      const value = op("mul", load(at, 0, "j"), ref("factor"));
      return {
        s: "lanes",
        name: "j",
        cols: v.cols,
        body: [{ s: "store", at, offset: 0, index: "j", value }],
      };
    });
    const factor: Stmt = { s: "let", name: "factor", value: power(difference, f) };
    return [{ s: "ifNonZero", value: difference, body: [factor, ...multiply] }];
  };
  const body: Stmt[] = [
    ...largest("mc", i.carried),
    ...largest("ma", i.arriving),
    { s: "let", name: "ec", value: splat(exponent) },
    { s: "let", name: "ea", value: from2 ? splat(from2) : zero },
    {
      s: "let",
      name: "top",
      value: op(
        "max",
        op("add", exponentOf(ref("mc"), f), ref("ec")),
        op("add", exponentOf(ref("ma"), f), ref("ea")),
      ),
    },
    // Both zero, or of ordinary size: true scale.
    { s: "let", name: "plain", value: op("select", op("less", ref("top"), num(-1e20)), zero, ref("top")) },
    // A row that already has a scale keeps it while that serves.
    {
      s: "let",
      name: "kept",
      value: op(
        "select",
        op("less", op("abs", op("sub", ref("plain"), ref("ec"))), num(ordinary / 2)),
        ref("ec"),
        ref("plain"),
      ),
    },
    {
      s: "let",
      name: "e",
      value: op("select", op("less", num(ordinary), op("abs", ref("plain"))), ref("kept"), zero),
    },
    { s: "storeLane", at: exponent, offset: 0, value: ref("e") },
    { s: "storeLane", at: log, offset: 0, value: ref("e") },
    ...(unit ? [{ s: "storeLane", at: unit, offset: 0, value: scaleOf(ref("e"), f) } as const] : []),
    ...bring(i.carried, op("sub", ref("ec"), ref("e"))),
    ...bring(i.arriving, op("sub", ref("ea"), ref("e"))),
  ];
  return eachRow(from, to, [...pointers.stmts, ...body]);
}

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
