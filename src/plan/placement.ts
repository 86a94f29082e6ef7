import { type Expr, node, topological } from "../ir/index.js";
import { Analysis } from "./analysis.js";
import type { Instruction, Rows } from "./instruction.js";
import { atStep, type Buffer, fixed, type Ref } from "./memory.js";
import { baseOf, isView, isWeight } from "./regroup.js";

/** Where the values of a graph live: whose memory is taken, shared or written over. */
export class Placement extends Analysis {
  protected readonly prepare: Instruction[] = [];
  protected readonly placed = new Map<Expr, Ref>();
  protected readonly padded = new Map<Expr, Buffer>();
  protected readonly claimed = new Set<unknown>();

  // ---- places

  protected rowsOf(e: Expr): Rows {
    if (!e.shared) return "batch";
    return e.shape.length === 2 ? this.size(e.shape[0]) : 1;
  }

  /** Where a stored value lives; taken on first use. */
  protected ref(e: Expr): Ref {
    const known = this.home.get(e) ?? this.placed.get(e);
    if (known) return known;
    if (e.op === "var") return isWeight(e) ? this.sharedRef(e) : this.graph.leaf(e);
    const rows = this.rowsOf(e);
    const name = `${this.graph.name}.${this.names.get(e) ?? e.op}`;
    const perStep = rows === "batch" && !this.graph.lastOnly && this.needsAllSteps(e);
    const reused = perStep && this.hasLoop ? (this.heir(e) ?? this.overwritten(e)) : undefined;
    if (reused) {
      this.claimed.add(reused.buffer);
      this.placed.set(e, reused);
      return reused;
    }
    const buffer = this.arena.take(
      name,
      this.cols(e),
      rows === "batch" ? this.sizes.B : rows,
      perStep ? this.sizes.T : 1,
    );
    const ref = perStep ? atStep(buffer) : fixed(buffer);
    this.placed.set(e, ref);
    return ref;
  }

  /**
   * A product that one loop alone reads, to compute one stored value from it: it can lie where that value will
   * (the gates of an LSTM are written over their pre-activations).
   */
  protected heir(e: Expr): Ref | undefined {
    if (!this.products.has(e)) return undefined;
    let user = this.onlyUser(e);
    while (user && this.isPoint(user) && !this.stored.has(user)) user = this.onlyUser(user);
    const home =
      user && this.isPoint(user) && this.stored.get(user) === "loop" ? this.home.get(user) : undefined;
    const fits =
      home?.slot.kind === "step" && home.buffer.cols === this.cols(e) && !this.claimed.has(home.buffer);
    return fits ? home : undefined;
  }

  protected onlyUser(e: Expr): Expr | undefined {
    const users = this.users.get(e) ?? [];
    return new Set(users).size === 1 ? users[0] : undefined;
  }

  /**
   * A value stored for all steps can lie where a spent leaf of the same size was, if this step has read the
   * leaf by then (the cotangents of an LSTM's pre-activations are written over its gates).
   */
  protected overwritten(e: Expr): Ref | undefined {
    if (this.stored.get(e) !== "loop" || !this.isPoint(e)) return undefined;
    const stage = this.stage(e, "loop");
    for (const leaf of this.leaves()) {
      if (leaf.shared || !this.graph.spent(leaf)) continue;
      const { buffer, slot } = this.graph.leaf(leaf);
      if (slot.kind !== "step" || buffer.cols !== this.cols(e) || this.claimed.has(buffer)) continue;
      const readByBarrier = [...this.barriers.keys()].some((b) =>
        this.operands(b).some((o) => o === leaf || baseOf(o) === leaf),
      );
      const lastRead = [...this.stored].map(([x, where]) =>
        !this.inlineLeaves(x).includes(leaf)
          ? -1
          : where === "loop"
            ? this.stage(x, where)
            : Number.POSITIVE_INFINITY,
      );
      if (!readByBarrier && Math.max(-1, ...lastRead) <= stage) return { buffer, slot };
    }
    return undefined;
  }

  protected leaves(): Expr[] {
    const values = [...this.roots.map((r) => r.value), ...this.gradients.map((g) => g.value)];
    return topological(values).filter((e) => e.op === "var");
  }

  /** A value of the loop that only the loop reads needs one slot; everything else one a step. */
  protected needsAllSteps(e: Expr): boolean {
    const mine = this.barriers.get(e) ?? this.stored.get(e);
    if (!this.hasLoop && this.mixes) return false;
    if (mine !== "loop") return true;
    const start = this.products.get(e)?.start;
    if (start && !this.biasOf(start) && this.barriers.get(start) === "ahead") return true;
    for (const [b, where] of this.barriers)
      if (where === "after" && (this.operands(b).includes(e) || this.products.get(b)?.start === e))
        return true;
    for (const [s, where] of this.stored) if (where === "after" && topological([s]).includes(e)) return true;
    return false;
  }

  /** A parameter or derived value with padded rows. */
  protected sharedRef(e: Expr): Ref {
    const from = this.graph.place(e);
    if (from.ld % this.arena.lanes === 0 && from.at === 0) return fixed(from.buffer);
    let buffer = this.padded.get(e);
    if (!buffer) {
      buffer = this.arena.take(`${this.graph.name}.${e.name}`, from.cols, from.rows);
      this.padded.set(e, buffer);
      const { rows, cols } = from;
      this.prepare.push({
        kind: "copy",
        rows,
        cols,
        from,
        to: { buffer, at: 0, ld: buffer.ld },
        transposed: false,
        add: false,
      });
    }
    return fixed(buffer);
  }

  /** A product accumulates onto its start in place. */
  protected shareStarts(): void {
    for (const [e, { start }] of this.products) {
      if (!this.barriers.has(e) || !start || this.biasOf(start) || this.home.get(start) === this.ref(e))
        continue;
      if (start.op === "var" || this.home.has(start)) {
        const copy = node({ ...start, op: "detach", args: [start] });
        this.products.set(e, { terms: this.products.get(e)?.terms ?? [], start: copy });
        if (this.carries.has(start)) this.carries.add(copy);
        this.stored.set(copy, this.floating(copy) ? this.barrierSection(e) : this.section(copy));
        this.stages.clear();
        this.home.set(copy, this.ref(e));
      } else this.home.set(start, this.ref(e));
    }
  }

  protected inlineLeaves(e: Expr): Expr[] {
    return e.args.flatMap((a) =>
      a.op === "var"
        ? [a]
        : isView(a)
          ? [baseOf(a)]
          : this.isPoint(a) && !this.stored.has(a)
            ? this.inlineLeaves(a)
            : [],
    );
  }
}
