import type { Expr } from "../ir/index.js";
import { isTransposed, type Place } from "./graph.js";
import type { BatchSum, Gemm, Instruction, Rows } from "./instruction.js";
import { Loops } from "./loops.js";
import { type Buffer, fixed, type Ref } from "./memory.js";
import { fail, summedOf, weightOf } from "./regroup.js";

/** What no loop can do element by element: products, of which those that share an operand are one, and reductions. */
export class Barriers extends Loops {
  protected emitBarriers(list: readonly Expr[]): Instruction[] {
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
  protected isGradient(e: Expr): boolean {
    return this.gradients.some((g) => g.value === e && g.gradient.sums !== undefined);
  }
}

/** All of a matrix. */
export const placeOf = ({ buffer }: Ref, rows: number): Place => ({
  buffer,
  at: 0,
  ld: buffer.ld,
  rows,
  cols: buffer.cols,
});
