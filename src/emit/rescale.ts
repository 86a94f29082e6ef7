import type { Rescale } from "../plan/index.js";
import type { Mode } from "./address.js";
import { type Int, load, num, op, ref, type Stmt, splat, type Vec } from "./kernel.js";
import { eachRow, Pointers } from "./pointers.js";
import { zero } from "./pointwise.js";
import { fold } from "./rows.js";
import { exponentOf, formatOf, power, scaleOf } from "./scale.js";

/** A row whose greatest element lies within 2^±this at the scale it has keeps that: rounding is then the same with and without the probe. */
const ordinary = 40;

/**
 * Nearly every row keeps its scale, and its squares, which the profile wants anyway, say so. Only a row whose squares are
 * out of the ordinary, or where something arrives at another scale, is looked at again.
 */
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
  const note = (e: Vec): Stmt[] => [
    { s: "storeLane", at: log, offset: 0, value: e },
    ...(unit ? [{ s: "storeLane", at: unit, offset: 0, value: scaleOf(e, f) } as const] : []),
  ];
  const largest = (name: string, values: Rescale["arriving"]): Stmt[] => [
    { s: "let", name, value: zero },
    ...values.flatMap((v, n): Stmt[] => [
      ...fold(`${name}${n}`, pointers.to(v.ref, "r"), v.cols, lanes, size, "laneMax", zero),
      { s: "set", name, value: op("max", ref(name), ref(`${name}${n}`)) },
    ]),
  ];
  const squares: Stmt[] = i.carried.flatMap((v, n): Stmt[] => [
    ...squaresOf(`s${n}`, pointers.to(v.ref, "r"), v.cols, lanes),
    ...(v.squares
      ? [{ s: "storeLane", at: pointers.to(v.squares, "r"), offset: 0, value: ref(`s${n}`) } as const]
      : []),
  ]);
  const bring = (values: Rescale["arriving"], difference: Vec): Stmt[] => {
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
  const [ec, ea, ma, top, plain, e] = ["ec", "ea", "ma", "top", "plain", "e"].map(ref) as Six;
  const within = (x: Vec) => op("less", op("abs", x), num(ordinary + 1));
  const again: Stmt[] = [
    ...largest("mc", i.carried),
    {
      s: "let",
      name: "top",
      value: op("max", op("add", exponentOf(ref("mc"), f), ec), op("add", exponentOf(ma, f), ea)),
    },
    // Both zero, or of ordinary size: true scale.
    { s: "let", name: "plain", value: op("select", op("less", top, num(-1e20)), zero, top) },
    { s: "let", name: "moved", value: op("select", within(plain), zero, plain) },
    // A row that already has a scale keeps it while that serves.
    { s: "let", name: "e", value: op("select", within(op("sub", top, ec)), ec, ref("moved")) },
    { s: "storeLane", at: exponent, offset: 0, value: e },
    ...note(e),
    ...bring(i.carried, op("sub", ec, e)),
    ...bring(i.arriving, op("sub", ea, e)),
    ...squares,
  ];
  const body: Stmt[] = [
    { s: "let", name: "ec", value: splat(exponent) },
    { s: "let", name: "ea", value: from2 ? splat(from2) : zero },
    ...largest("ma", i.arriving),
    ...squares,
    {
      s: "let",
      name: "total",
      value: i.carried.reduce((sum, _, n) => op("add", sum, ref(`s${n}`)), op("mul", ma, ma)),
    },
    ...note(ec),
    {
      s: "let",
      name: "leaves",
      value: op(
        "sub",
        op("min", op("max", ref("total"), num(4 ** -ordinary)), num(4 ** ordinary)),
        ref("total"),
      ),
    },
    ...(i.arriving.length > 0
      ? [
          {
            s: "set",
            name: "leaves",
            value: op("add", op("abs", ref("leaves")), op("mul", ma, op("abs", op("sub", ec, ea)))),
          } as const,
        ]
      : []),
    { s: "ifNonZero", value: ref("leaves"), body: again },
  ];
  return eachRow(from, to, [...pointers.stmts, ...body]);
}

type Six = [Vec, Vec, Vec, Vec, Vec, Vec];

const size = (most: Vec, x: Vec): Vec => op("max", most, op("abs", x));

/** Vectors of one turn, each with a sum of its own: none waits for another. */
const TURN = 4;

/** Σ of the squares of a row, in every lane of `name`; padding is left out. */
function squaresOf(name: string, at: string, cols: number, lanes: number): Stmt[] {
  const add = (to: string, x: Vec): Stmt => ({
    s: "set",
    name: to,
    value: op("add", ref(to), op("mul", x, x)),
  });
  const vectors = Math.floor(cols / lanes);
  const sums = Array.from({ length: Math.min(TURN, vectors) }, (_, v) => `${name}_${v}`);
  const whole = Math.floor(vectors / TURN) * TURN * lanes;
  const rest = sums.slice(0, vectors % TURN);
  const all = sums.map(ref).reduce<Vec | undefined>((a, b) => (a ? op("add", a, b) : b), undefined);
  return [
    ...sums.map((sum): Stmt => ({ s: "let", name: sum, value: zero })),
    ...(whole > 0
      ? [
          {
            s: "lanes",
            name: "j",
            cols: whole,
            vectors: TURN,
            body: sums.map((sum, v) => add(sum, load(at, v * lanes, "j"))),
          } as const,
        ]
      : []),
    ...rest.map((sum, v) => add(sum, load(at, whole + v * lanes))),
    { s: "let", name, value: all ? op("laneSum", all) : zero },
    ...Array.from({ length: cols - vectors * lanes }, (_, n) => add(name, splat(at, vectors * lanes + n))),
  ];
}
