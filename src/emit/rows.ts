import type { Loop, RowReduce } from "../plan/index.js";
import type { Mode } from "./address.js";
import { type Int, load, minus, num, op, ref, type Stmt, splat, times, type Vec } from "./kernel.js";
import { eachRow, Pointers } from "./pointers.js";
import { applied, zero } from "./pointwise.js";

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
export function fold(
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
