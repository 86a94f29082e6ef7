import type { Local, Measure, Sweep } from "../plan/index.js";
import {
  type Int,
  least,
  load,
  minus,
  num,
  op,
  over,
  plus,
  ref,
  type Stmt,
  splat,
  times,
  type Vec,
} from "./kernel.js";
import { applied } from "./pointwise.js";
import type { Procedures } from "./procedures.js";

/** Locals as statements: what is loaded once, and what for every vector, from pointers at the first element. */
interface Body {
  readonly pointers: readonly string[];
  readonly before: readonly Stmt[];
  readonly each: readonly Stmt[];
  readonly values: readonly Vec[];
}

/** @param start position of the first element in every array; @param index where a loop counts in lanes */
function bodyOf(locals: readonly Local[], start: Int, index?: string): Body {
  const pointers: string[] = [];
  const before: Stmt[] = [];
  const each: Stmt[] = [];
  const values: Vec[] = [];
  for (const [i, local] of locals.entries()) {
    const name = `l${i}`;
    if (local.kind === "const") {
      values.push(num(local.value));
      continue;
    }
    values.push(ref(name));
    if (local.kind === "op") {
      const args = local.args.map((a) => values[a] ?? num(Number.NaN));
      each.push({ s: "let", name, value: applied(local.op, args) });
      continue;
    }
    const { offset } = local.from.buffer;
    const shared = local.access === "one";
    before.push({ s: "ptr", name: `q${i}`, at: shared ? offset : plus(start, offset) });
    if (shared) before.push({ s: "let", name, value: splat(`q${i}`) });
    else {
      pointers.push(`q${i}`);
      each.push({ s: "let", name, value: load(`q${i}`, 0, index) });
    }
  }
  return { pointers, before, each, values };
}

/** Threads share the vectors; padding at the end of the arrays is moved like the rest. */
export function sweep({ cols, locals, stores }: Sweep, lanes: number): Stmt[] {
  const vectors = Math.ceil(cols / lanes);
  const { before, each, values } = bodyOf(locals, times("v0", lanes), "j");
  const targets = stores.map(({ local, to }, i) => ({
    at: `to${i}`,
    to,
    value: values[local] ?? num(Number.NaN),
  }));
  return [
    { s: "int", name: "v0", value: over(times("part", vectors), "parts") },
    { s: "int", name: "v1", value: over(times(plus("part", 1), vectors), "parts") },
    ...before,
    ...targets.map(({ at, to }): Stmt => ({ s: "ptr", name: at, at: plus(times("v0", lanes), to.offset) })),
    {
      s: "lanes",
      name: "j",
      cols: times(minus("v1", "v0"), lanes),
      body: [
        ...each,
        ...targets.map(({ at, value }): Stmt => ({ s: "store", at, offset: 0, index: "j", value })),
      ],
    },
  ];
}

/** Threads share the blocks of every tensor; each block is summed by one, in one order. */
export function measure(i: Measure, lanes: number, bytes: number, procedures: Procedures): Stmt[] {
  const name = procedures.get(`measure ${JSON.stringify([i.of, i.locals])}`, (name) => ({
    name,
    // Two results, two pointers: GCC 12 drops both stores when it derives one address from the other.
    ptrs: ["sums", "tops"],
    ints: ["offset", "size", "part", "parts"],
    body: measureTensor(i, lanes, bytes),
  }));
  return i.tensors.map(
    ({ offset, size, first }): Stmt => ({
      s: "call",
      name,
      ptrs: [{ at: i.squares.offset + first * (8 / bytes) }, { at: i.largest.offset + first }],
      ints: [offset, size, "part", "parts"],
    }),
  );
}

function measureTensor({ locals, of, block, scale, mask }: Measure, lanes: number, bytes: number) {
  const start = times("b", block);
  const { pointers, before, each, values } = bodyOf(locals, plus("offset", start));
  const value = values[of] ?? num(Number.NaN);
  const inside = op("select", op("less", num(0), load("cut")), value, num(0));
  const body: Stmt[] = [
    { s: "int", name: "count", value: least(block, minus("size", start)) },
    ...before,
    { s: "total", name: "sum" },
    { s: "let", name: "top", value: num(0) },
    {
      s: "for",
      name: "e",
      from: 0,
      to: "count",
      step: lanes,
      body: [
        ...each,
        // A vector may reach past the tensor: what is not its own counts as zero.
        { s: "ptr", name: "cut", at: minus(mask.offset + lanes, least(lanes, minus("count", "e"))) },
        { s: "let", name: "own", value: inside },
        { s: "addSquare", name: "sum", value: op("mul", ref("own"), ref("scale")) },
        { s: "set", name: "top", value: op("max", ref("top"), op("abs", ref("own"))) },
        ...pointers.map((p): Stmt => ({ s: "bump", name: p, by: lanes })),
      ],
    },
    { s: "ptr", name: "toSum", base: "sums", at: times("b", 8 / bytes) },
    { s: "storeTotal", at: "toSum", name: "sum" },
    { s: "ptr", name: "toTop", base: "tops", at: "b" },
    { s: "storeLane", at: "toTop", offset: 0, value: op("laneMax", ref("top")) },
  ];
  const blocks: Int = over(plus("size", block - 1), block);
  return [
    { s: "int", name: "b0", value: over(times("part", blocks), "parts") },
    { s: "int", name: "b1", value: over(times(plus("part", 1), blocks), "parts") },
    { s: "ptr", name: "toScale", at: scale.offset },
    { s: "let", name: "scale", value: splat("toScale") },
    { s: "for", name: "b", from: "b0", to: "b1", step: 1, body },
  ] satisfies Stmt[];
}
