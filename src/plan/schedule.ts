import type { Expr } from "../ir/index.js";
import { order } from "./analysis.js";
import { Barriers, placeOf } from "./barriers.js";
import { type Gradient, type Graph, isTransposed, type Scheduled, type Sizes, type Where } from "./graph.js";
import type { Instruction } from "./instruction.js";
import { type Arena, type Buffer, fixed, type Ref } from "./memory.js";
import { baseOf, isWeight } from "./regroup.js";

/** Turns equations into instructions. See ARCHITECTURE.md, "The plan". */
export function schedule(graph: Graph, sizes: Sizes, arena: Arena): Scheduled {
  return new Scheduler(graph, sizes, arena).run();
}

class Scheduler extends Barriers {
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
}
