import type { Int, LaneOp, Module, Procedure, Stmt, Vec, VecFunction } from "./kernel.js";

/**
 * Prints kernels as WebAssembly text with 128-bit SIMD. The memory is imported as "hindsight" "memory".
 *
 * @param relaxed use relaxed SIMD: a product that is added to something is one instruction, as in C
 */
export function printWat(m: Module, relaxed = false): string {
  return new WatPrinter(m, relaxed).print();
}

type Kind = "i32" | "v128";

class WatPrinter {
  private readonly shape: string;
  private readonly words: string;
  private readonly scalar: string;
  private readonly bytes: number;
  private locals = new Map<string, Kind>();
  private labels = 0;

  constructor(
    private readonly m: Module,
    private readonly relaxed: boolean,
  ) {
    const single = m.real === "float32";
    this.shape = single ? "f32x4" : "f64x2";
    this.words = single ? "i32x4" : "i64x2";
    this.scalar = single ? "f32" : "f64";
    this.bytes = single ? 4 : 8;
  }

  print(): string {
    const { m } = this;
    const kernels = Object.values(m.phases).flat();
    return [
      `;; ${m.header.join("\n;; ")}`,
      "(module",
      `  (import "hindsight" "memory" (memory 1))`,
      ...m.functions.map((f) => this.vecFunction(f)),
      ...m.procedures.map((p) => this.procedure(p)),
      ...kernels.map((k) => this.procedure(k.procedure)),
      ...Object.entries(m.phases).map(([name, list]) => {
        const calls = list.map((k) => {
          const to =
            k.domain === "share"
              ? "(i32.const 1)"
              : k.domain === "batch"
                ? `(i32.const ${m.B})`
                : `(i32.mul (local.get $T) (i32.const ${m.B}))`;
          return `    (call $${k.procedure.name} (local.get $T) (i32.const 0) ${to})`;
        });
        return `  (func (export "${name}") (param $T i32)\n${calls.join("\n")})`;
      }),
      ")",
    ].join("\n");
  }

  private vecFunction(f: VecFunction): string {
    this.locals = new Map();
    const params = f.params.map((p) => `(param $${p} v128)`).join(" ");
    const body = f.body.map((b) => `    ${this.assign(b.name, "v128", this.vec(b.value))}`);
    return `  (func $v_${f.name} ${params} (result v128)\n${this.declared(f.params)}${body.join("\n")}\n    ${this.vec(f.result)})`;
  }

  private procedure(p: Procedure): string {
    this.locals = new Map();
    const params = [...p.ptrs, ...p.ints];
    const body = this.stmts(p.body, "    ");
    return `  (func $${p.name} ${params.map((n) => `(param $${n} i32)`).join(" ")}\n${this.declared(params)}${body})`;
  }

  private declared(params: readonly string[]): string {
    const own = [...this.locals].filter(([n]) => !params.includes(n));
    return own.length ? `    ${own.map(([n, k]) => `(local $${n} ${k})`).join(" ")}\n` : "";
  }

  private assign(name: string, kind: Kind, value: string): string {
    const known = this.locals.get(name);
    if (known && known !== kind) throw new Error(`local ${name} is both ${known} and ${kind}`);
    this.locals.set(name, kind);
    return `(local.set $${name} ${value})`;
  }

  private stmts(list: readonly Stmt[], pad: string): string {
    return list.map((s) => this.stmt(s, pad)).join("\n");
  }

  private stmt(s: Stmt, pad: string): string {
    const get = (n: string) => `(local.get $${n})`;
    switch (s.s) {
      case "block":
        return this.stmts(s.body, pad);
      case "prefetch":
        return ""; // WebAssembly has no such instruction
      case "comment":
        return `${pad};; ${s.text}`;
      case "for":
        return this.loop(s.name, this.int(s.from), this.int(s.to), s.step, s.body, pad);
      case "lanes":
        return this.loop(s.name, "(i32.const 0)", this.scaled(s.cols), 16 * (s.vectors ?? 1), s.body, pad);
      case "down": {
        const label = `$l${this.labels++}`;
        const test = `(br_if ${label} (i32.ge_s ${get(s.name)} (i32.const 0)))`;
        const step = this.assign(s.name, "i32", `(i32.sub ${get(s.name)} (i32.const 1))`);
        return `${pad}${this.assign(s.name, "i32", `(i32.sub ${this.int(s.from)} (i32.const 1))`)}\n${pad}(if (i32.ge_s ${get(s.name)} (i32.const 0)) (then (loop ${label}\n${this.stmts(s.body, `${pad}  `)}\n${pad}  ${step} ${test})))`;
      }
      case "int":
        return `${pad}${this.assign(s.name, "i32", this.int(s.value))}`;
      case "ptr":
        return `${pad}${this.assign(s.name, "i32", this.pointer(s.base, s.at))}`;
      case "bump":
        return `${pad}${this.assign(s.name, "i32", `(i32.add ${get(s.name)} ${this.scaled(s.by)})`)}`;
      case "increase":
        return `${pad}${this.assign(s.name, "i32", `(i32.add ${get(s.name)} ${this.int(s.by)})`)}`;
      case "let":
      case "set":
        return `${pad}${this.assign(s.name, "v128", this.vec(s.value))}`;
      case "store":
        return `${pad}(v128.store ${this.offset(s.offset)}${this.at(s.at, s.index)} ${this.vec(s.value)})`;
      case "storeLane":
        return `${pad}(${this.scalar}.store ${this.offset(s.offset)}${get(s.at)} (${this.shape}.extract_lane 0 ${this.vec(s.value)}))`;
      case "total":
        return this.halves(s.name)
          .map((half) => `${pad}${this.assign(half, "v128", "(v128.const i64x2 0 0)")}`)
          .join("\n");
      case "addSquare":
        return this.addSquare(s.name, this.vec(s.value), pad);
      case "storeTotal": {
        const [sum = "", ...more] = this.halves(s.name).map(get);
        const all = `${this.assign(
          "across",
          "v128",
          more.reduce((a, b) => `(f64x2.add ${a} ${b})`, sum),
        )}`;
        const lane = (i: number) => `(f64x2.extract_lane ${i} ${get("across")})`;
        return `${pad}${all}\n${pad}(f64.store ${get(s.at)} (f64.add ${lane(0)} ${lane(1)}))`;
      }
      case "move": {
        const value = `(${this.scalar}.load ${get(s.from)})`;
        return `${pad}(${this.scalar}.store ${get(s.to)} ${s.add ? `(${this.scalar}.add (${this.scalar}.load ${get(s.to)}) ${value})` : value})`;
      }
      case "ifLess":
        return `${pad}(if (i32.lt_s ${this.int(s.a)} ${this.int(s.b)}) (then\n${this.stmts(s.body, `${pad}  `)}))`;
      case "ifNonZero":
        return `${pad}(if (${this.scalar}.ne (${this.shape}.extract_lane 0 ${this.vec(s.value)}) (${this.scalar}.const 0)) (then\n${this.stmts(s.body, `${pad}  `)}))`;
      case "call":
        return `${pad}(call $${s.name} ${[...s.ptrs.map((p) => this.pointer(p.base, p.at)), ...s.ints.map((i) => this.int(i))].join(" ")})`;
    }
  }

  /** Where a sum in float64 is kept: two lanes of it fit a vector. */
  private halves(name: string): string[] {
    return this.m.real === "float32" ? [`${name}_low`, `${name}_high`] : [name];
  }

  private addSquare(name: string, value: string, pad: string): string {
    const add = (half: string, x: string) =>
      this.assign(
        half,
        "v128",
        `(f64x2.add (local.get $${half}) (f64x2.mul (local.tee $square ${x}) (local.get $square)))`,
      );
    this.locals.set("square", "v128");
    const [low = "", high] = this.halves(name);
    if (high === undefined) return `${pad}${add(low, value)}`;
    const four = this.assign("four", "v128", value);
    const upper =
      "(i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $four) (local.get $four))";
    return [
      four,
      add(low, "(f64x2.promote_low_f32x4 (local.get $four))"),
      add(high, `(f64x2.promote_low_f32x4 ${upper})`),
    ]
      .map((line) => `${pad}${line}`)
      .join("\n");
  }

  private loop(
    name: string,
    from: string,
    to: string,
    step: number,
    body: readonly Stmt[],
    pad: string,
  ): string {
    const label = `$l${this.labels++}`;
    const get = `(local.get $${name})`;
    const start = this.assign(name, "i32", from);
    const next = this.assign(name, "i32", `(i32.add ${get} (i32.const ${step}))`);
    return `${pad}${start}\n${pad}(if (i32.lt_s ${get} ${to}) (then (loop ${label}\n${this.stmts(body, `${pad}  `)}\n${pad}  ${next} (br_if ${label} (i32.lt_s ${get} ${to})))))`;
  }

  private int(i: Int): string {
    if (typeof i === "number") return `(i32.const ${i})`;
    if (typeof i === "string") return `(local.get $${i})`;
    const [a, b] = [this.int(i.a), this.int(i.b)];
    if (i.op === "min") return `(select ${a} ${b} (i32.lt_s ${a} ${b}))`;
    const name = { "+": "add", "-": "sub", "*": "mul", "/": "div_s" }[i.op];
    return `(i32.${name} ${a} ${b})`;
  }

  private scaled(i: Int): string {
    return typeof i === "number"
      ? `(i32.const ${i * this.bytes})`
      : `(i32.mul ${this.int(i)} (i32.const ${this.bytes}))`;
  }

  private pointer(base: string | undefined, at: Int): string {
    const offset = this.scaled(at);
    if (base === undefined) return offset;
    return at === 0 ? `(local.get $${base})` : `(i32.add (local.get $${base}) ${offset})`;
  }

  private at(pointer: string, index?: string): string {
    return index === undefined
      ? `(local.get $${pointer})`
      : `(i32.add (local.get $${pointer}) (local.get $${index}))`;
  }

  private offset(elements: number): string {
    return elements === 0 ? "" : `offset=${elements * this.bytes} `;
  }

  private constant(bits: bigint): string {
    return `(v128.const ${this.words} ${new Array(this.m.lanes).fill(`0x${bits.toString(16)}`).join(" ")})`;
  }

  private vec(v: Vec): string {
    switch (v.v) {
      case "ref":
        return `(local.get $${v.name})`;
      case "const":
        return this.constant(bitsOf(v.value, this.m.real));
      case "bits":
        return this.constant(v.bits);
      case "load":
        return `(v128.load ${this.offset(v.offset)}${this.at(v.at, v.index)})`;
      case "splat":
        return `(v128.load${this.bytes * 8}_splat ${this.offset(v.offset)}(local.get $${v.at}))`;
      case "shift":
        return `(${this.words}.${v.left ? "shl" : "shr_u"} ${this.vec(v.of)} (i32.const ${v.by}))`;
      case "call":
        return `(call $v_${v.name} ${v.args.map((a) => this.vec(a)).join(" ")})`;
      case "op":
        return (
          (this.relaxed ? this.fused(v.op, v.args) : undefined) ??
          this.op(
            v.op,
            v.args.map((a) => this.vec(a)),
          )
        );
    }
  }

  /** a·b + c or c - a·b with one rounding, where the machine has it. */
  private fused(op: LaneOp, [first, second]: readonly Vec[]): string | undefined {
    const isProduct = (v: Vec | undefined) => v?.v === "op" && v.op === "mul";
    const [product, rest] = op === "add" && isProduct(first) ? [first, second] : [second, first];
    if ((op !== "add" && op !== "sub") || product?.v !== "op" || !isProduct(product) || !rest)
      return undefined;
    const name = op === "add" ? "relaxed_madd" : "relaxed_nmadd";
    return `(${this.shape}.${name} ${[...product.args, rest].map((a) => this.vec(a)).join(" ")})`;
  }

  private op(op: LaneOp, args: readonly string[]): string {
    const [a = "", b = "", c = ""] = args;
    const { shape } = this;
    switch (op) {
      case "add":
      case "sub":
      case "mul":
      case "div":
      case "neg":
      case "abs":
      case "sqrt":
        return `(${shape}.${op} ${args.join(" ")})`;
      case "min":
        return `(${shape}.pmin ${a} ${b})`;
      case "max":
        return `(${shape}.pmax ${a} ${b})`;
      case "less":
        return `(${shape}.lt ${a} ${b})`;
      case "select":
        return `(v128.bitselect ${b} ${c} ${a})`;
      case "and":
      case "or":
        return `(v128.${op} ${a} ${b})`;
      case "laneSum":
      case "laneMax":
        return this.acrossLanes(op, a);
    }
  }

  /** Folds the few lanes there are one after another. */
  private acrossLanes(op: "laneSum" | "laneMax", value: string): string {
    this.locals.set("across", "v128");
    const lane = (i: number) => `(${this.shape}.splat (${this.shape}.extract_lane ${i} (local.get $across)))`;
    const first = `(${this.shape}.splat (${this.shape}.extract_lane 0 (local.tee $across ${value})))`;
    let folded = first;
    for (let i = 1; i < this.m.lanes; i++)
      folded =
        op === "laneSum"
          ? `(${this.shape}.add ${folded} ${lane(i)})`
          : `(${this.shape}.pmax ${folded} ${lane(i)})`;
    return folded;
  }
}

function bitsOf(value: number, real: "float32" | "float64"): bigint {
  const view = new DataView(new ArrayBuffer(8));
  if (real === "float64") {
    view.setFloat64(0, value);
    return view.getBigUint64(0);
  }
  view.setFloat32(0, value);
  return BigInt(view.getUint32(0));
}
