import type { Expr } from "../ir/index.js";
import { order } from "./analysis.js";
import {
  type Gradient,
  type Graph,
  isTransposed,
  type Place,
  type Scheduled,
  type Sizes,
  type Where,
} from "./graph.js";
import type { Access, BatchSum, Gemm, Instruction, Local, Loop, Rows } from "./instruction.js";
import { type Arena, type Buffer, fixed, type Ref } from "./memory.js";
import { Placement } from "./placement.js";
import { baseOf, fail, isConstant, isView, isWeight, summedOf, weightOf } from "./regroup.js";

/** Turns equations into instructions. See ARCHITECTURE.md, "The plan". */
export function schedule(graph: Graph, sizes: Sizes, arena: Arena): Scheduled {
  return new Scheduler(graph, sizes, arena).run();
}

class Scheduler extends Placement {
  run(): Scheduled {
    for (const { value } of this.roots)
      this.store(value, this.floating(value) ? this.mainSection() : this.section(value));
    for (const { value } of this.gradients) this.store(value, "after");
    this.storeHeavy();
    this.shareStarts();
    const out: Record<Where, Instruction[]> = { ahead: [], loop: [], after: [] };
    for (const where of order) out[where] = this.emit(where);
    if (!this.hasLoop && this.mixes) {
      out.loop = out.ahead;
      out.ahead = [];
    }
    return {
      prepare: this.prepare,
      ...out,
      rowsIndependent: !this.mixes,
      summed: this.summed(),
      ...this.finish(),
    };
  }

  private summed(): Scheduled["summed"] {
    const operands = this.gradients.flatMap(({ value }) => (this.isBarrier(value) ? value.args : []));
    return [...new Set(operands)]
      .filter((e) => this.carries.has(e) && !e.shared)
      .map((e) => ({ ref: this.ref(e), cols: this.cols(e) }));
  }

  // ---- instructions

  private emit(where: Where): Instruction[] {
    const barriers = [...this.barriers].filter(([, w]) => w === where).map(([e]) => e);
    const points = [...this.stored].filter(([, w]) => w === where).map(([e]) => e);
    const last = Math.max(
      -1,
      ...barriers.map((e) => this.stage(e, where)),
      ...points.map((e) => this.stage(e, where)),
    );
    const out: Instruction[] = [];
    const late = this.protectCarried(where, barriers, points);
    for (let s = 0; s <= last; s++) {
      out.push(...this.emitBarriers(barriers.filter((e) => this.stage(e, where) === s)));
      out.push(
        ...this.emitLoops(
          points.filter((e) => this.stage(e, where) === s),
          where,
        ),
      );
    }
    for (const { from, to, cols } of late)
      out.push({
        kind: "loop",
        rows: "batch",
        cols,
        locals: [{ kind: "load", from, access: "vector" }],
        stores: [{ local: 0, to }],
        sums: [],
      });
    return out;
  }

  /** What is carried is written in place only if nothing reads the old value afterwards. */
  private protectCarried(
    where: Where,
    barriers: readonly Expr[],
    points: readonly Expr[],
  ): { from: Ref; to: Ref; cols: number }[] {
    if (where !== "loop") return [];
    const late: { from: Ref; to: Ref; cols: number }[] = [];
    const readAt = (buffer: Buffer): number => {
      const reads = (e: Expr): boolean =>
        e.op === "var" &&
        !isWeight(e) &&
        this.graph.leaf(e).buffer === buffer &&
        this.graph.leaf(e).slot.kind === "fixed";
      const inLoop = points
        .filter((e) => this.inlineLeaves(e).some(reads))
        .map((e) => 2 * this.stage(e, where) + 1);
      const inSlot = barriers
        .filter((e) => this.operands(e).some((o) => reads(baseOf(o))))
        .map((e) => 2 * this.stage(e, where) + 0.5);
      return Math.max(-1, ...inLoop, ...inSlot);
    };
    for (const { root, value } of this.roots) {
      if (!root.feeds || root.to.slot.kind !== "fixed") continue;
      const start = this.products.get(value)?.start;
      const write = this.isBarrier(value)
        ? start && !this.biasOf(start)
          ? 2 * this.stage(start, where) + 1
          : 2 * this.stage(value, where)
        : 2 * this.stage(value, where) + 1;
      if (readAt(root.to.buffer) <= write) continue;
      const temporary = fixed(
        this.arena.take(`${this.graph.name}.${root.name}.next`, root.to.buffer.cols, this.sizes.B),
      );
      this.home.set(value, temporary);
      if (start && this.home.get(start) === root.to) this.home.set(start, temporary);
      late.push({ from: temporary, to: root.to, cols: root.to.buffer.cols });
    }
    return late;
  }

  private emitBarriers(list: readonly Expr[]): Instruction[] {
    const gemms = new Map<string, { rows: Rows; terms: Gemm["terms"]; outs: Gemm["outs"][number][] }>();
    const packs: Instruction[] = [];
    const others: Instruction[] = [];
    for (const e of list) {
      const product = this.products.get(e);
      if (this.summand(e)) continue;
      if (!product) {
        others.push(...this.emitReduction(e));
        continue;
      }
      const operands = this.operands(e);
      const rows = this.rowsOf(e);
      const terms = operands.map((o) => ({ a: this.ref(o), k: this.cols(o) }));
      const key = `${rows}|${operands.map((o) => o.id)}`;
      const group = gemms.get(key) ?? { rows, terms, outs: [] };
      gemms.set(key, group);
      const bias = product.start && this.biasOf(product.start);
      group.outs.push({
        to: this.ref(e),
        n: this.cols(e),
        weights: this.pack(e, product.terms, packs),
        start: !product.start ? "zero" : bias ? this.sharedRef(bias) : "there",
      });
    }
    return [...packs, ...[...gemms.values()].map((g): Gemm => ({ kind: "gemm", ...g })), ...others];
  }

  /** Weights of a product in the order the inner loop reads them; packed once a training step. */
  private pack(e: Expr, terms: readonly Expr[], packs: Instruction[]): Buffer {
    const n = this.cols(e);
    const parts = terms.map((t) => {
      const x = t.op === "matmul" ? t.args[0] : t.args[1];
      if (!x) return fail("weights");
      const { matrix: W, transposed } = weightOf(t);
      const place = W.op === "var" ? this.graph.place(W) : placeOf(this.ref(W), this.size(W.shape[0]));
      return { from: place.buffer, at: place.at, ld: place.ld, k: this.cols(x), transposed };
    });
    const names = terms.map((t) => weightOf(t).matrix.name ?? "W").join("+");
    const k = parts.reduce((s, p) => s + p.k, 0);
    const to = this.arena.takeDense(`${this.graph.name}.pack(${names})`, k * this.arena.pad(n));
    const instruction: Instruction = { kind: "pack", packed: { to, parts, n } };
    (this.computedWeights(e).length > 0 ? packs : this.prepare).push(instruction);
    return to;
  }

  private emitReduction(e: Expr): Instruction[] {
    if (e.op === "identity") return [{ kind: "identity", n: this.cols(e), to: this.ref(e) }];
    const [a, b] = e.args;
    if (!a) return fail("operand");
    if (e.op === "sum" || e.op === "max")
      return [
        {
          kind: "rowReduce",
          op: e.op,
          rows: this.rowsOf(a),
          from: this.ref(a),
          cols: this.cols(a),
          to: this.ref(e),
        },
      ];
    if (e.op === "batchSum")
      return [
        {
          kind: "batchSum",
          from: this.ref(a),
          cols: this.cols(a),
          to: this.ref(e),
          accumulate: this.isGradient(e),
        } satisfies BatchSum,
      ];
    const summed = summedOf(e);
    if (summed && b)
      return [
        {
          kind: "outer",
          rows: this.size(summed.shape[0]),
          a: this.ref(summed),
          m: this.cols(summed),
          b: this.ref(b),
          n: this.cols(b),
          to: this.ref(e),
          accumulate: false,
        },
      ];
    if (e.op === "inverse") return [{ kind: "inverse", n: this.cols(a), from: this.ref(a), to: this.ref(e) }];
    if (e.op === "transpose") {
      const from = placeOf(this.ref(a), this.size(a.shape[0]));
      const to = this.ref(e).buffer;
      return [
        {
          kind: "copy",
          rows: from.cols,
          cols: from.rows,
          from,
          to: { buffer: to, at: 0, ld: to.ld },
          transposed: true,
          add: false,
        },
      ];
    }
    if (e.op === "outer" && b) {
      const [m, n] = [this.cols(a), this.cols(b)];
      const swap = isTransposed(m, n, this.arena);
      const [p, q] = swap ? [b, a] : [a, b];
      if (!this.home.has(e)) {
        const [rows, cols] = swap ? [n, m] : [m, n];
        this.placed.set(e, fixed(this.arena.take(`${this.graph.name}.outer`, cols, rows)));
      }
      return [
        {
          kind: "outer",
          rows: this.rowsOf(a),
          a: this.ref(p),
          m: this.cols(p),
          b: this.ref(q),
          n: this.cols(q),
          to: this.ref(e),
          accumulate: this.isGradient(e),
        },
      ];
    }
    throw new Error(`no instruction for ${e.op}`);
  }

  /** True for a value whose sum lies in a place that lasts: it is added to, and cleared by `clear`. */
  private isGradient(e: Expr): boolean {
    return this.gradients.some((g) => g.value === e && g.gradient.sums !== undefined);
  }

  private finish(): { clear: Instruction[]; finish: Instruction[] } {
    const sums = new Set(
      this.gradients.filter((g) => this.isGradient(g.value)).map((g) => this.ref(g.value).buffer),
    );
    return {
      clear: [...sums].map((buffer) => ({ kind: "zero", buffer })),
      finish: this.gradients.map(({ gradient, value }) => this.addGradient(gradient, value)),
    };
  }

  private addGradient({ to, name }: Gradient, value: Expr): Instruction {
    if (!this.isBarrier(value) && this.hasLoop)
      throw new Error(`the gradient of ${name} is not a sum over the batch`);
    const from = placeOf(this.ref(value), to.rows);
    const [m, n] = value.args.map((x) => this.cols(x)) as [number, number];
    const transposed = value.op === "outer" && isTransposed(m, n, this.arena);
    return { kind: "copy", rows: to.rows, cols: to.cols, from, to, transposed, add: true };
  }

  private emitLoops(list: readonly Expr[], where: Where): Loop[] {
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
  private summand(e: Expr): Expr | undefined {
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

const placeOf = ({ buffer }: Ref, rows: number): Place => ({
  buffer,
  at: 0,
  ld: buffer.ld,
  rows,
  cols: buffer.cols,
});
