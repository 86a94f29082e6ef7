import type { Int, LaneOp, Module, Procedure, Stmt, Vec, VecFunction } from "./kernel.js";
import { driver } from "./team.js";

/** Prints kernels as C11 with the vector types of GCC and Clang; no intrinsics, no fast-math. */
export function printC(m: Module): string {
  return [
    prelude(m),
    ...m.functions.map(vecFunction),
    ...m.procedures.map((p) => procedure(p)),
    ...phases(m),
    driver(m),
  ].join("\n");
}

const prelude = (m: Module): string => {
  const [real, word] = m.real === "float32" ? ["float", "int32_t"] : ["double", "int64_t"];
  const bytes = m.lanes * (m.real === "float32" ? 4 : 8);
  return `${m.header.map((h) => `// ${h}`).join("\n")}
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

typedef ${real} real;
typedef real vec __attribute__((vector_size(${bytes}), aligned(sizeof(real)), may_alias));
typedef ${word} ivec __attribute__((vector_size(${bytes})));
typedef u${word} uvec __attribute__((vector_size(${bytes})));
#define LANES ${m.lanes}
// What the vector types have no operator for; compilers make one instruction of it.
#define EACH_LANE(value) vec y; for (int i = 0; i < LANES; i++) y[i] = value; return y;

static inline vec all(real x) { return x - (vec){}; }
static inline vec load(const real *p) { return *(const vec *)p; }
static inline void store(real *p, vec x) { *(vec *)p = x; }
static inline vec bits(${word} x) { return (vec)(x - (ivec){}); }
static inline vec neg(vec x) { return -x; }
static inline vec lane_and(vec a, vec b) { return (vec)((ivec)a & (ivec)b); }
static inline vec lane_or(vec a, vec b) { return (vec)((ivec)a | (ivec)b); }
static inline vec less(vec a, vec b) { return (vec)(ivec)(a < b); }
static inline vec pick(vec m, vec a, vec b) { return (vec)(((ivec)m & (ivec)a) | (~(ivec)m & (ivec)b)); }
static inline vec lane_abs(vec x) { return (vec)((uvec)x << 1 >> 1); }
static inline vec lane_max(vec a, vec b) { EACH_LANE(a[i] < b[i] ? b[i] : a[i]) }
static inline vec lane_min(vec a, vec b) { EACH_LANE(b[i] < a[i] ? b[i] : a[i]) }
static inline vec lane_sqrt(vec x) { EACH_LANE(__builtin_sqrt${m.real === "float32" ? "f" : ""}(x[i])) }
${acrossLanes(m.lanes)}
${totals(m)}
`;
};

/**
 * Sum and greatest of all lanes, in every lane, by exchanging halves, quarters, ...: each lane adds in the same order up
 * to the order of two operands, so all lanes agree to the bit.
 */
function acrossLanes(lanes: number): string {
  const widths: number[] = [];
  for (let w = lanes / 2; w >= 1; w /= 2) widths.push(w);
  const exchange = (w: number): string =>
    `SWAP(x, ${Array.from({ length: lanes }, (_, i) => i ^ w).join(", ")})`;
  const fold = (step: (w: number) => string): string => widths.map((w) => `x = ${step(w)};`).join(" ");
  return `#if defined(__clang__) || __GNUC__ >= 12
#define SWAP(x, ...) __builtin_shufflevector(x, x, __VA_ARGS__)
#else
#define SWAP(x, ...) __builtin_shuffle(x, (ivec){__VA_ARGS__})
#endif
static inline vec lanes_sum(vec x) { ${fold((w) => `x + ${exchange(w)}`)} return x; }
static inline vec lanes_max(vec x) { ${fold((w) => `lane_max(x, ${exchange(w)})`)} return x; }`;
}

/**
 * Sums of squares in float64. Two accumulators of half the lanes each, since the compiler keeps in registers what is not
 * wider than one.
 */
function totals({ real, lanes }: Module): string {
  const sum = (of: string) => `double s = 0; for (int i = 0; i < ${of}; i++) s +=`;
  const store = "typedef double stored __attribute__((aligned(4), may_alias));";
  if (real === "float64")
    return `typedef vec total;
${store}
static inline total add_square(total t, vec x) { return t + x * x; }
static inline double total_of(total t) { ${sum("LANES")} t[i]; return s; }`;
  const bytes = lanes * 4;
  return `typedef double half __attribute__((vector_size(${bytes})));
typedef double wide __attribute__((vector_size(${2 * bytes})));
typedef struct { half low, high; } total;
${store}
static inline total add_square(total t, vec x) {
  union { wide all; half parts[2]; } u = {__builtin_convertvector(x, wide)};
  t.low += u.parts[0] * u.parts[0];
  t.high += u.parts[1] * u.parts[1];
  return t;
}
static inline double total_of(total t) { ${sum("LANES / 2")} t.low[i] + t.high[i]; return s; }`;
}

const infix: Partial<Record<LaneOp, string>> = { add: "+", sub: "-", mul: "*", div: "/" };
const functions: Readonly<Record<Exclude<LaneOp, "add" | "sub" | "mul" | "div">, string>> = {
  neg: "neg",
  abs: "lane_abs",
  sqrt: "lane_sqrt",
  min: "lane_min",
  max: "lane_max",
  less: "less",
  select: "pick",
  and: "lane_and",
  or: "lane_or",
  laneSum: "lanes_sum",
  laneMax: "lanes_max",
};

function number(x: number): string {
  if (Number.isNaN(x)) return '__builtin_nan("")';
  if (!Number.isFinite(x)) return x > 0 ? "__builtin_inf()" : "-__builtin_inf()";
  const text = String(x);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function vec(v: Vec): string {
  switch (v.v) {
    case "ref":
      return v.name;
    case "const":
      return `all((real)${number(v.value)})`;
    case "bits":
      return `bits((${v.bits > 0xffffffffn ? "int64_t" : "int32_t"})0x${v.bits.toString(16)}u${v.bits > 0xffffffffn ? "ll" : ""})`;
    case "load":
      return `load(${pointer(v.at, v.offset, v.index)})`;
    case "splat":
      return `all(${v.at}[${v.offset}])`;
    case "shift":
      return `(vec)((uvec)${atom(v.of)} ${v.left ? "<<" : ">>"} ${v.by})`;
    case "call":
      return `v_${v.name}(${v.args.map(vec).join(", ")})`;
    case "op": {
      const sign = infix[v.op];
      if (sign) return v.args.map(atom).join(` ${sign} `);
      return `${functions[v.op as keyof typeof functions]}(${v.args.map(vec).join(", ")})`;
    }
  }
}

const atom = (v: Vec): string =>
  v.v === "op" && infix[v.op] ? `(${vec(v)})` : v.v === "shift" ? `(${vec(v)})` : vec(v);

const pointer = (at: string, offset: number, index?: string): string =>
  [at, ...(offset ? [offset] : []), ...(index ? [index] : [])].join(" + ");

function int(i: Int): string {
  if (typeof i !== "object") return String(i);
  if (i.op === "min") {
    const [a, b] = [int(i.a), int(i.b)];
    return `(${a} < ${b} ? ${a} : ${b})`;
  }
  const wrap = (x: Int): string =>
    typeof x === "object" && x.op !== "min" && (i.op !== "+" || x.op === "-") ? `(${int(x)})` : int(x);
  return `${wrap(i.a)} ${i.op} ${wrap(i.b)}`;
}

/** One block. A name that is given twice in it is declared by the first and assigned by the second. */
function stmts(list: readonly Stmt[], indent: string): string {
  const declared = new Set<string>();
  return list
    .map((s) => {
      const again = "name" in s && declared.has(s.name);
      if (s.s === "let" || s.s === "int" || s.s === "ptr") declared.add(s.name);
      return stmt(s, indent, again);
    })
    .join("\n");
}

function stmt(s: Stmt, pad: string, again: boolean): string {
  const type = (name: string): string => (again ? "" : name);
  const block = (body: readonly Stmt[]): string => `{\n${stmts(body, `${pad}  `)}\n${pad}}`;
  switch (s.s) {
    case "block":
      return `${pad}${block(s.body)}`;
    case "comment":
      return `${pad}// ${s.text}`;
    case "for":
      return `${pad}for (long ${s.name} = ${int(s.from)}; ${s.name} < ${int(s.to)}; ${s.step === 1 ? `${s.name}++` : `${s.name} += ${s.step}`}) ${block(s.body)}`;
    case "down":
      return `${pad}for (long ${s.name} = ${int(s.from)} - 1; ${s.name} >= 0; ${s.name}--) ${block(s.body)}`;
    case "lanes":
      return `${pad}for (long ${s.name} = 0; ${s.name} < ${int(s.cols)}; ${s.name} += ${s.vectors === undefined ? "" : `${s.vectors} * `}LANES) ${block(s.body)}`;
    case "int":
      return `${pad}${type("long ")}${s.name} = ${int(s.value)};`;
    case "ptr":
      return `${pad}${type("real *")}${s.name} = ${s.base ?? "A"}${s.at === 0 ? "" : ` + ${int(s.at)}`};`;
    case "bump":
    case "increase":
      return `${pad}${s.name} += ${int(s.by)};`;
    case "let":
      return `${pad}${type("vec ")}${s.name} = ${vec(s.value)};`;
    case "set":
      return `${pad}${s.name} = ${vec(s.value)};`;
    case "store":
      return `${pad}store(${pointer(s.at, s.offset, s.index)}, ${vec(s.value)});`;
    case "prefetch":
      return `${pad}__builtin_prefetch(${pointer(s.at, s.offset, s.index)}, 1);`;
    case "storeLane":
      return `${pad}${s.at}[${s.offset}] = (${vec(s.value)})[0];`;
    case "total":
      return `${pad}total ${s.name} = {0};`;
    case "addSquare":
      return `${pad}${s.name} = add_square(${s.name}, ${vec(s.value)});`;
    case "storeTotal":
      return `${pad}*(stored *)${s.at} = total_of(${s.name});`;
    case "move":
      return `${pad}*${s.to} ${s.add ? "+=" : "="} *${s.from};`;
    case "ifLess":
      return `${pad}if (${int(s.a)} < ${int(s.b)}) ${block(s.body)}`;
    case "ifNonZero":
      return `${pad}if ((${vec(s.value)})[0] != 0) ${block(s.body)}`;
    case "call":
      return `${pad}${s.name}(A, ${[...s.ptrs.map((p) => `${p.base ?? "A"} + ${int(p.at)}`), ...s.ints.map(int)].join(", ")});`;
  }
}

function vecFunction(f: VecFunction): string {
  const params = f.params.map((p) => `vec ${p}`).join(", ");
  return `static inline vec v_${f.name}(${params}) {\n${f.body.map((b) => `  vec ${b.name} = ${vec(b.value)};`).join("\n")}\n  return ${vec(f.result)};\n}\n`;
}

function procedure(p: Procedure): string {
  const params = ["real *A", ...p.ptrs.map((n) => `real *${n}`), ...p.ints.map((n) => `long ${n}`)];
  return `static __attribute__((noinline)) void ${p.name}(${params.join(", ")}) {\n${stmts(p.body, "  ")}\n}\n`;
}

function phases(m: Module): string[] {
  return Object.values(m.phases).flatMap((kernels) => kernels.map((k) => procedure(k.procedure)));
}
