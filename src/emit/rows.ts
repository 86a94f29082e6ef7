import type { OpName } from "../ir/index.js";
import type { Loop, Ref, Rescale, RowReduce, Unscale } from "../plan/index.js";
import { address, type Mode } from "./address.js";
import { type Int, load, minus, num, op, plus, ref, type Stmt, splat, times, type Vec } from "./kernel.js";

type Pointwise = Exclude<
  OpName,
  | "var"
  | "const"
  | "batchSize"
  | "size"
  | "dot"
  | "dotT"
  | "outer"
  | "matmul"
  | "transpose"
  | "inverse"
  | "identity"
  | "sum"
  | "max"
  | "repeat"
  | "batchSum"
  | "spread"
>;

const zero = num(0);
const call = (name: string, ...args: Vec[]): Vec => ({ v: "call", name, args });

/** Every pointwise op on vectors. */
const pointwise: Readonly<Record<Pointwise, (first: Vec, second: Vec, rest: readonly Vec[]) => Vec>> = {
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

const isPointwise = (o: OpName): o is Pointwise => o in pointwise;

/** A pointwise op on vectors. */
export function applied(o: OpName, [first, second, ...rest]: readonly Vec[]): Vec {
  if (!first || !isPointwise(o)) throw new Error(`${o} is not a pointwise operation`);
  return pointwise[o](first, second ?? zero, second ? rest : []);
}

/** Pointers to the current row of every value an instruction touches. */
class Pointers {
  readonly stmts: Stmt[] = [];
  private readonly names = new Map<string, string>();
  private readonly moving: { name: string; row: Int; stride: number }[] = [];

  constructor(private readonly mode: Mode) {}

  to(r: Ref, row: Int): string {
    const key = `${r.buffer.name}|${JSON.stringify(r.slot)}|${JSON.stringify(row)}`;
    let name = this.names.get(key);
    if (!name) {
      name = `q${this.names.size}`;
      this.names.set(key, name);
      this.stmts.push({ s: "ptr", name, at: address(r, this.mode, row) });
      if (r.slot.kind === "step") this.moving.push({ name, row, stride: r.buffer.rows * r.buffer.ld });
    }
    return name;
  }

  /** The pointers at `row` that move with the step of a time loop, and how far. */
  perStep(row: Int): { name: string; stride: number }[] {
    return this.moving.filter((p) => p.row === row);
  }

  element(r: Ref, column: Int): string {
    const name = `q${this.names.size}`;
    this.names.set(name, name);
    this.stmts.push({ s: "ptr", name, at: plus(address(r, this.mode, 0), column) });
    return name;
  }
}

const eachRow = (from: Int, to: Int, body: readonly Stmt[]): Stmt[] => [
  { s: "for", name: "r", from, to, step: 1, body },
];

/** True when rows lie one after another in everything a loop touches: it can then run over all rows as over one. */
function isContiguous(l: Loop): boolean {
  if (l.sums.length > 0) return false;
  const loads = l.locals.flatMap((x) => (x.kind === "load" ? [x] : []));
  if (loads.some((x) => x.access !== "vector" && x.access !== "one")) return false;
  const touched = [
    ...loads.filter((x) => x.access === "vector").map((x) => x.from),
    ...l.stores.map((s) => s.to),
  ];
  const lengths = new Set(touched.map((t) => t.buffer.ld));
  return lengths.size === 1 && !lengths.has(1);
}

/** Elements that one turn of a time loop may ask for ahead: what then waits in the second-level cache leaves room there. */
const mostAhead = 1 << 16;

/**
 * A fused pointwise loop: every value in a register from load to store. Inside a time loop it asks for the memory
 * of the next step, `next` steps on.
 */
export function loop(l: Loop, mode: Mode, from: Int, to: Int, next = 0): Stmt[] {
  const whole = isContiguous(l);
  const row: Int = whole ? from : "r";
  const pointers = new Pointers(mode);
  const perRow: Stmt[] = [];
  const perVector: Stmt[] = [];
  const names: Vec[] = [];
  for (const [i, local] of l.locals.entries()) {
    if (local.kind === "const") {
      names.push(num(local.value));
      continue;
    }
    const name = `l${i}`;
    names.push(ref(name));
    if (local.kind === "load") {
      const { from: r, access } = local;
      if (access === "vector" || access === "shared")
        perVector.push({
          s: "let",
          name,
          value: load(pointers.to(r, access === "vector" ? row : 0), 0, "j"),
        });
      else {
        const at =
          access === "row"
            ? pointers.to(r, "r")
            : access === "one"
              ? pointers.to(r, 0)
              : pointers.element(r, "r");
        perRow.push({ s: "let", name, value: splat(at) });
      }
      continue;
    }
    const args = local.args.map((a) => names[a] ?? zero);
    perVector.push({ s: "let", name, value: applied(local.op, args) });
  }
  for (const s of l.stores) {
    const [at, value] = [pointers.to(s.to, row), names[s.local] ?? zero];
    perVector.push(
      s.to.buffer.ld === 1
        ? { s: "storeLane", at, offset: 0, value }
        : { s: "store", at, offset: 0, index: "j", value },
    );
  }
  const totals: Stmt[] = [];
  for (const [i, s] of l.sums.entries()) {
    const name = `sum${i}`;
    perRow.push({ s: "let", name, value: zero });
    perVector.push({ s: "set", name, value: op("add", ref(name), names[s.local] ?? zero) });
    const value = op("laneSum", ref(name));
    totals.push({ s: "storeLane", at: pointers.to(s.to, "r"), offset: 0, value });
  }
  const ld = l.stores[0]?.to.buffer.ld ?? 0;
  const ahead = next === 0 ? [] : pointers.perStep(row);
  if (ahead.reduce((sum, { stride }) => sum + stride, 0) <= mostAhead)
    for (const { name, stride } of ahead)
      perVector.unshift({ s: "prefetch", at: name, offset: next * stride, index: "j" });
  const cols: Int = whole ? times(minus(to, from), ld) : l.cols;
  const body: Stmt[] = [
    ...pointers.stmts,
    ...perRow,
    { s: "lanes", name: "j", cols, body: perVector },
    ...totals,
  ];
  return whole ? [{ s: "block", body }] : eachRow(from, to, body);
}

/** Folds `cols` elements at pointer `at` into all lanes of `name`; padding is left out. */
function fold(
  name: string,
  at: string,
  cols: number,
  lanes: number,
  step: (acc: Vec, x: Vec) => Vec,
  all: "laneSum" | "laneMax",
  start: Vec,
): Stmt[] {
  const whole = Math.floor(cols / lanes) * lanes;
  const out: Stmt[] = [{ s: "let", name, value: start }];
  if (whole > 0) {
    const acc = `${name}v`;
    out.push({ s: "let", name: acc, value: start });
    out.push({
      s: "lanes",
      name: "j",
      cols: whole,
      body: [{ s: "set", name: acc, value: step(ref(acc), load(at, 0, "j")) }],
    });
    const lanesTogether = op(all, ref(acc));
    out.push({
      s: "set",
      name,
      value: all === "laneSum" ? op("add", ref(name), lanesTogether) : op("max", ref(name), lanesTogether),
    });
  }
  for (let j = whole; j < cols; j++) out.push({ s: "set", name, value: step(ref(name), splat(at, j)) });
  return out;
}

export function rowReduce(i: RowReduce, mode: Mode, from: Int, to: Int, lanes: number): Stmt[] {
  const pointers = new Pointers(mode);
  const at = pointers.to(i.from, "r");
  const out = i.rows === "batch" ? pointers.to(i.to, "r") : pointers.element(i.to, "r");
  const isSum = i.op === "sum";
  const step = (acc: Vec, x: Vec) => op(isSum ? "add" : "max", acc, x);
  return eachRow(from, to, [
    ...pointers.stmts,
    ...fold(
      "acc",
      at,
      i.cols,
      lanes,
      step,
      isSum ? "laneSum" : "laneMax",
      isSum ? zero : num(Number.NEGATIVE_INFINITY),
    ),
    { s: "storeLane", at: out, offset: 0, value: ref("acc") },
  ]);
}

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
