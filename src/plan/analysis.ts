import { type Expr, node, topological } from "../ir/index.js";
import { type Gradient, type Graph, gradientTerms, type Root, type Sizes, type Where } from "./graph.js";
import { type Arena, fixed, type Ref } from "./memory.js";
import {
  baseOf,
  dependents,
  fail,
  findProducts,
  isConstant,
  isView,
  isWeight,
  type Product,
  regroup,
  summedOf,
  weightOf,
} from "./regroup.js";

export const order: readonly Where[] = ["ahead", "loop", "after"];
const reductions = new Set(["sum", "max", "batchSum", "outer", "transpose", "matmul", "inverse", "identity"]);
const heavy = new Set(["tanh", "sigmoid", "exp", "log", "sqrt", "div"]);

/** What of a graph is computed where, and in which order: which values are stored, and in which section and stage. */
export class Analysis {
  protected readonly roots: { root: Root; value: Expr }[];
  protected readonly gradients: { gradient: Gradient; value: Expr }[];
  protected readonly carries: Set<Expr>;
  protected readonly feeds: Set<Expr>;
  protected readonly names: ReadonlyMap<Expr, string>;
  protected readonly hasLoop: boolean;
  /** A sum over the batch feeds back into single examples: then everything runs step by step. */
  protected readonly mixes: boolean;
  protected readonly products: Map<Expr, Product>;
  protected readonly home = new Map<Expr, Ref>();
  protected readonly stored = new Map<Expr, Where>();
  protected readonly barriers = new Map<Expr, Where>();
  protected readonly stages = new Map<string, number>();
  protected readonly users = new Map<Expr, Expr[]>();

  constructor(
    protected readonly graph: Graph,
    protected readonly sizes: Sizes,
    protected readonly arena: Arena,
  ) {
    const terms = graph.gradients.flatMap((gradient) =>
      gradientTerms(gradient.value).map((value, i) => ({ gradient, value, sum: gradient.sums?.[i] })),
    );
    const all = [...graph.roots.map((r) => r.value), ...terms.map((t) => t.value)];
    const length = (product: Expr) => this.cols(product.args[1] ?? fail("operand"));
    const { values: grouped, names } = regroup(all, graph.carried, graph.names, length);
    this.names = names;
    const valueAt = (i: number): Expr => grouped[i] ?? fail("root");
    // A sum over the batch that a step also reads is another value: a gradient's grows over the steps.
    const read = new Set(topological(grouped).flatMap(({ args }) => args));
    const apart = (e: Expr): Expr => (e.op === "batchSum" && read.has(e) ? node({ ...e }) : e);
    this.gradients = terms.map((t, i) => ({
      gradient: t.gradient,
      value: apart(valueAt(graph.roots.length + i)),
    }));
    this.gradients.forEach(({ value }, i) => {
      const sum = terms[i]?.sum;
      if (sum && !this.home.has(value)) this.home.set(value, fixed(sum));
    });
    this.hasLoop = graph.carried.size > 0;
    const gradientValues = new Set(this.gradients.map((g) => g.value));
    this.mixes = topological(grouped).some((e) => e.op === "batchSum" && !gradientValues.has(e));
    this.roots = graph.roots.map((root, i) => ({ root, value: this.own(valueAt(i), root.to) }));
    const needed = [...this.roots.map((r) => r.value), ...gradientValues];
    this.carries = dependents(needed, graph.carried);
    this.feeds = new Set(topological(this.roots.filter((r) => r.root.feeds).map((r) => r.value)));
    this.products = findProducts(needed, (term, sum) => {
      const [at, home] = [this.barrierSection(term), this.barrierSection(sum)];
      return at === home || (at === "ahead" && home === "loop"); // a thin product: regroup left it there
    });
    for (const p of this.products.values())
      if (p.start) for (const e of topological([p.start])) this.inherit(e);
    for (const e of topological(needed))
      for (const a of e.args) this.users.set(a, [...(this.users.get(a) ?? []), e]);
  }

  protected size(dim: string | undefined): number {
    const n = dim === undefined ? 1 : this.sizes.dims[dim];
    if (n === undefined)
      throw new RangeError(`no size is given for the dimension "${dim}" of ${this.graph.name}`);
    return n;
  }

  protected cols(e: Expr): number {
    return this.size(e.shape.at(-1));
  }

  /** A node of its own for each root, so that each can be stored at its own place. */
  protected own(e: Expr, to: Ref): Expr {
    const mine =
      this.home.has(e) || e.op === "var" || isView(e) ? node({ ...e, op: "detach", args: [e] }) : e;
    this.home.set(mine, to);
    return mine;
  }

  /** The start of a product is a new node; it depends on what its operands depend on. */
  protected inherit(e: Expr): void {
    if (e.args.some((a) => this.carries.has(a))) this.carries.add(e);
    this.feeds.add(e);
  }

  // ---- what is computed where

  protected mainSection(): Where {
    return this.hasLoop ? "loop" : "ahead";
  }

  protected isBarrier(e: Expr): boolean {
    return this.products.has(e) || reductions.has(e.op);
  }

  protected isPoint(e: Expr): boolean {
    return e.op !== "var" && !isConstant(e) && !isView(e) && !this.isBarrier(e);
  }

  protected barrierSection(e: Expr): Where {
    if (!this.hasLoop) return "ahead";
    if (this.mixes && !this.gradients.some(({ value }) => value === e)) return "loop";
    if (!this.carries.has(e)) return this.mixes ? "loop" : "ahead";
    if (e.op === "sum" || e.op === "max") return "loop"; // nothing is gained by keeping rows of all steps
    return this.feeds.has(e) ? "loop" : "after";
  }

  /** Values computed where they are needed: pointwise, and the same whichever turn of the loop asks. */
  protected floating(e: Expr): boolean {
    return this.hasLoop && this.isPoint(e) && !this.carries.has(e);
  }

  protected section(e: Expr): Where {
    if (!this.hasLoop) return "ahead";
    if (this.isBarrier(e)) return this.barrierSection(e);
    const afterwards = (x: Expr): boolean =>
      this.isBarrier(x) ? this.barrierSection(x) === "after" : this.carries.has(x) && x.args.some(afterwards);
    return afterwards(e) ? "after" : "loop";
  }

  /** Asks for `e` in memory, available to section `where`. */
  protected store(e: Expr, where: Where): void {
    if (e.op === "var" || isConstant(e)) return;
    if (this.isBarrier(e)) {
      this.barrier(e);
      return;
    }
    const mine = this.floating(e) || isView(e) ? where : this.section(e);
    const known = this.stored.get(e);
    if (known && order.indexOf(known) <= order.indexOf(mine)) return;
    this.stored.set(e, mine);
    this.visitInline(e, mine);
  }

  /** Everything a fused loop reads for `e`: views need their base in memory, barriers must run. */
  protected visitInline(e: Expr, where: Where): void {
    for (const a of e.args) {
      if (isView(a) || isView(e)) this.store(baseOf(isView(a) ? a : e), where);
      else if (this.isBarrier(a)) this.barrier(a);
      else if (where === "after" && this.isPoint(a) && !this.floating(a) && this.section(a) === "loop")
        this.store(a, "loop");
      else if (this.isPoint(a) && !this.stored.has(a)) this.visitInline(a, where);
      else if (this.isPoint(a) && this.isStoredAfter(a, where)) this.store(a, where);
    }
  }

  protected barrier(e: Expr): void {
    if (this.barriers.has(e)) return;
    const where = this.barrierSection(e);
    this.barriers.set(e, where);
    for (const o of [...this.operands(e), ...this.computedWeights(e)]) this.store(o, where);
    const start = this.products.get(e)?.start;
    if (start && !this.biasOf(start)) this.store(start, where);
  }

  /** Right operands of a product, or all operands of another barrier; weights are not among them. */
  protected operands(e: Expr): readonly Expr[] {
    const p = this.products.get(e);
    if (!p) return e.args.map((a, i) => (i === 0 ? (summedOf(e) ?? a) : a));
    return p.terms.map((t) => (t.op === "matmul" ? t.args[0] : t.args[1]) ?? fail("operand"));
  }

  /** Matrices that a product of matrices has on its right and that are no parameters. */
  protected computedWeights(e: Expr): readonly Expr[] {
    const terms = this.products.get(e)?.terms ?? [];
    return terms.flatMap((t) => {
      const { matrix } = weightOf(t);
      return t.op === "matmul" && matrix.op !== "var" ? [matrix] : [];
    });
  }

  /** Costly values that several loops need are stored by the first. */
  protected storeHeavy(): void {
    for (let again = true; again; ) {
      again = false;
      const seenIn = new Map<Expr, Set<string>>();
      for (const [e, where] of this.stored)
        this.walkInline(e, where, (x) => {
          const key = `${where}/${this.stage(e, where)}`;
          seenIn.set(x, (seenIn.get(x) ?? new Set()).add(key));
        });
      for (const [e, loops] of seenIn)
        if (loops.size > 1 && heavy.has(e.op) && !this.stored.has(e)) {
          const first = order.find((w) => [...loops].some((l) => l.startsWith(`${w}/`)));
          this.store(e, first ?? "loop");
          this.stages.clear();
          again = true;
        }
    }
  }

  protected walkInline(e: Expr, where: Where, visit: (x: Expr) => void): void {
    const seen = new Set<Expr>();
    const go = (x: Expr) => {
      for (const a of x.args)
        if (this.isPoint(a) && !seen.has(a) && !this.stored.has(a)) {
          seen.add(a);
          visit(a);
          go(a);
        }
    };
    if (where) go(e);
  }

  // ---- order inside a section: slot s (products, reductions), then loop s, for s = 0, 1, ...

  protected stage(e: Expr, where: Where): number {
    const key = `${where}/${e.id}`;
    const known = this.stages.get(key);
    if (known !== undefined) return known;
    const made = this.computeStage(e, where);
    this.stages.set(key, made);
    return made;
  }

  protected computedIn(e: Expr, where: Where): boolean {
    if (this.isBarrier(e)) return this.barriers.get(e) === where;
    if (!this.isPoint(e)) return false;
    const at = this.stored.get(e);
    if (at !== undefined && !this.isStoredAfter(e, where)) return at === where;
    return this.floating(e) || this.section(e) === where;
  }

  /** True for a value that is kept by a later section: where one needs it before, it is computed there, too. */
  protected isStoredAfter(e: Expr, where: Where): boolean {
    const at = this.stored.get(e);
    return at !== undefined && order.indexOf(at) > order.indexOf(where);
  }

  protected computeStage(e: Expr, where: Where): number {
    if (isView(e)) {
      const base = baseOf(e);
      return this.computedIn(base, where) ? this.stage(base, where) + (this.isPoint(base) ? 1 : 0) : 0;
    }
    if (!this.computedIn(e, where)) return 0;
    if (this.isBarrier(e)) {
      const start = this.products.get(e)?.start;
      const needs = [
        ...this.operands(e),
        ...this.computedWeights(e),
        ...(start && !this.biasOf(start) ? [start] : []),
      ];
      return Math.max(
        0,
        ...needs.map((o) => this.stage(o, where) + (this.computedIn(o, where) || this.storedView(o) ? 1 : 0)),
      );
    }
    const before = Math.max(0, ...e.args.map((a) => (isConstant(a) ? 0 : this.stage(a, where))));
    // A long dependency chain leaves most of the machine idle: what one costly value feeds to the next gets a loop of its own.
    const waits = heavy.has(e.op) && e.args.some((a) => this.followsHeavy(a, where, before));
    return before + (waits ? 1 : 0);
  }

  /** True when a costly operation of this stage is behind the value. */
  protected followsHeavy(e: Expr, where: Where, stage: number): boolean {
    if (!this.isPoint(e) || !this.computedIn(e, where) || this.stage(e, where) !== stage) return false;
    return heavy.has(e.op) || e.args.some((a) => this.followsHeavy(a, where, stage));
  }

  protected storedView(e: Expr): boolean {
    return isView(e) && this.stored.has(e);
  }

  /** The parameter, when a start is nothing but one vector for all rows. */
  protected biasOf(start: Expr): Expr | undefined {
    const base = isView(start) ? baseOf(start) : undefined;
    return base && isWeight(base) && base.shape.length === start.shape.length ? base : undefined;
  }
}
