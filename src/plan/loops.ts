import type { Expr } from "../ir/index.js";
import type { Where } from "./graph.js";
import type { Access, Local, Loop } from "./instruction.js";
import { Placement } from "./placement.js";
import { baseOf, fail, isConstant, isView } from "./regroup.js";

/** Pointwise operations as fused loops: one for all values of a stage that have the same shape. */
export class Loops extends Placement {
  protected emitLoops(list: readonly Expr[], where: Where): Loop[] {
    const groups = new Map<string, Expr[]>();
    for (const e of list) {
      const key = `${this.rowsOf(e)}|${e.shape.at(-1) ?? ""}`;
      groups.set(key, [...(groups.get(key) ?? []), e]);
    }
    return [...groups.values()].map((roots) => this.emitLoop(roots, where));
  }

  private emitLoop(roots: readonly Expr[], where: Where): Loop {
    const first = roots[0] ?? fail("loop");
    const stage = this.stage(first, where);
    const locals: Local[] = [];
    const known = new Map<string, number>();
    const push = (key: string, make: () => Local): number => {
      const at = known.get(key);
      if (at !== undefined) return at;
      const local = make();
      locals.push(local);
      known.set(key, locals.length - 1);
      return locals.length - 1;
    };
    const load = (e: Expr, access: Access): number =>
      push(`${access}:${e.id}`, () => ({ kind: "load", from: this.ref(e), access }));
    const inThisLoop = (e: Expr): boolean => {
      const at = this.stored.get(e);
      if (at === undefined || this.isStoredAfter(e, where)) return true;
      return at === where && this.stage(e, where) === stage;
    };
    const value = (e: Expr): number => {
      const base = baseOf(e);
      if (isConstant(base)) {
        const number = this.constantOf(base);
        return push(`const:${number}`, () => ({ kind: "const", value: number }));
      }
      if (isView(e)) return load(baseOf(e), accessOf(e));
      if (e.op === "var" || this.isBarrier(e) || !inThisLoop(e)) return load(e, "vector");
      const known = e.args.map(value);
      return push(`op:${e.id}`, () => {
        const label = this.names.get(e);
        return { kind: "op", op: e.op, args: known, ...(label !== undefined && { label }) };
      });
    };
    const stores: Loop["stores"][number][] = [];
    const sums: Loop["sums"][number][] = [];
    for (const e of roots) {
      const sum = this.onlyUser(e);
      if (sum && this.summand(sum)) sums.push({ local: value(e), to: this.ref(sum) });
      else stores.push({ local: value(e), to: this.ref(e) });
    }
    return { kind: "loop", rows: this.rowsOf(first), cols: this.cols(first), locals, stores, sums };
  }

  private constantOf(e: Expr): number {
    if (e.op === "size") return this.size(e.name);
    return e.op === "batchSize" ? this.sizes.B : (e.value ?? Number.NaN);
  }

  /** What a sum over columns adds up, when the loop that computes it can do so on the way. */
  protected summand(e: Expr): Expr | undefined {
    const of = e.op === "sum" ? e.args[0] : undefined;
    const isOurs =
      of !== undefined &&
      this.isPoint(of) &&
      !this.home.has(of) &&
      this.onlyUser(of) === e &&
      this.stored.get(of) === this.barriers.get(e) &&
      this.rowsOf(of) === "batch" &&
      this.cols(of) % this.arena.lanes === 0;
    return isOurs ? of : undefined;
  }
}

function accessOf(view: Expr): Access {
  const base = baseOf(view);
  if (base.shape.length === view.shape.length)
    return base.shared && !view.shared ? (base.shape.length ? "shared" : "one") : "vector";
  if (base.shape.length === 1) return "rowOf";
  return base.shared ? "one" : "row";
}
