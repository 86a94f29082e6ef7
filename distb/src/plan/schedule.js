import { node, topological } from "../ir/index.js";
import { atStep, fixed } from "./memory.js";
import { dependents, findProducts, isView, isWeight, regroup } from "./regroup.js";
/** The terms of a gradient: each is summed in a place of its own. */
export const gradientTerms = (value) => (value.op === "add" ? value.args : [value]);
/** An outer product is summed transposed when that pads less: lanes run along its second operand. */
export const isTransposed = (m, n, arena) => n * arena.pad(m) < m * arena.pad(n);
const order = ["ahead", "loop", "after"];
const heavy = new Set(["tanh", "sigmoid", "exp", "log", "sqrt", "div"]);
/** Turns equations into instructions. See ARCHITECTURE.md, "The plan". */
export function schedule(graph, sizes, arena) {
    return new Scheduler(graph, sizes, arena).run();
}
class Scheduler {
    graph;
    sizes;
    arena;
    roots;
    gradients;
    carries;
    feeds;
    names;
    hasLoop;
    /** A sum over the batch feeds back into single examples: then everything runs step by step. */
    mixes;
    products;
    home = new Map();
    placed = new Map();
    stored = new Map();
    barriers = new Map();
    stages = new Map();
    prepare = [];
    padded = new Map();
    users = new Map();
    claimed = new Set();
    constructor(graph, sizes, arena) {
        this.graph = graph;
        this.sizes = sizes;
        this.arena = arena;
        const terms = graph.gradients.flatMap((gradient) => gradientTerms(gradient.value).map((value, i) => ({ gradient, value, sum: gradient.sums?.[i] })));
        const all = [...graph.roots.map((r) => r.value), ...terms.map((t) => t.value)];
        const { values: grouped, names } = regroup(all, graph.carried, graph.names);
        this.names = names;
        const valueAt = (i) => grouped[i] ?? fail("root");
        this.gradients = terms.map((t, i) => ({ gradient: t.gradient, value: valueAt(graph.roots.length + i) }));
        this.gradients.forEach(({ value }, i) => {
            const sum = terms[i]?.sum;
            if (sum && !this.home.has(value))
                this.home.set(value, fixed(sum));
        });
        this.hasLoop = graph.carried.size > 0;
        const gradientValues = new Set(this.gradients.map((g) => g.value));
        this.mixes = topological(grouped).some((e) => e.op === "batchSum" && !gradientValues.has(e));
        this.roots = graph.roots.map((root, i) => ({ root, value: this.own(valueAt(i), root.to) }));
        const needed = [...this.roots.map((r) => r.value), ...gradientValues];
        this.carries = dependents(needed, graph.carried);
        this.feeds = new Set(topological(this.roots.filter((r) => r.root.feeds).map((r) => r.value)));
        this.products = findProducts(needed, (a, b) => this.barrierSection(a) === this.barrierSection(b));
        for (const p of this.products.values())
            if (p.start)
                for (const e of topological([p.start]))
                    this.inherit(e);
        for (const e of topological(needed))
            for (const a of e.args)
                this.users.set(a, [...(this.users.get(a) ?? []), e]);
    }
    /** A node of its own for each root, so that each can be stored at its own place. */
    own(e, to) {
        const mine = this.home.has(e) || e.op === "var" || isView(e) ? node({ ...e, op: "detach", args: [e] }) : e;
        this.home.set(mine, to);
        return mine;
    }
    /** The start of a product is a new node; it depends on what its operands depend on. */
    inherit(e) {
        if (e.args.some((a) => this.carries.has(a)))
            this.carries.add(e);
        this.feeds.add(e);
    }
    run() {
        for (const { value } of this.roots)
            this.store(value, this.floating(value) ? this.mainSection() : this.section(value));
        for (const { value } of this.gradients)
            this.store(value, "after");
        this.storeHeavy();
        this.shareStarts();
        const out = { ahead: [], loop: [], after: [] };
        for (const where of order)
            out[where] = this.emit(where);
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
    summed() {
        const operands = this.gradients.flatMap(({ value }) => (this.isBarrier(value) ? value.args : []));
        return [...new Set(operands)]
            .filter((e) => this.carries.has(e) && !e.shared)
            .map((e) => ({ ref: this.ref(e), cols: this.cols(e) }));
    }
    // ---- what is computed where
    mainSection() {
        return this.hasLoop ? "loop" : "ahead";
    }
    isBarrier(e) {
        return this.products.has(e) || ["sum", "max", "batchSum", "outer", "transpose"].includes(e.op);
    }
    isPoint(e) {
        return e.op !== "var" && !isConstant(e) && !isView(e) && !this.isBarrier(e);
    }
    barrierSection(e) {
        if (!this.hasLoop)
            return "ahead";
        if (!this.carries.has(e))
            return this.mixes ? "loop" : "ahead";
        if (e.op === "sum" || e.op === "max")
            return "loop"; // nothing is gained by keeping rows of all steps
        return this.feeds.has(e) ? "loop" : "after";
    }
    /** Values computed where they are needed: pointwise, and the same whichever turn of the loop asks. */
    floating(e) {
        return this.hasLoop && this.isPoint(e) && !this.carries.has(e);
    }
    section(e) {
        if (!this.hasLoop)
            return "ahead";
        if (this.isBarrier(e))
            return this.barrierSection(e);
        const afterwards = (x) => this.isBarrier(x) ? this.barrierSection(x) === "after" : this.carries.has(x) && x.args.some(afterwards);
        return afterwards(e) ? "after" : "loop";
    }
    /** Asks for `e` in memory, available to section `where`. */
    store(e, where) {
        if (e.op === "var" || isConstant(e))
            return;
        if (this.isBarrier(e)) {
            this.barrier(e);
            return;
        }
        const mine = this.floating(e) || isView(e) ? where : this.section(e);
        const known = this.stored.get(e);
        if (known && order.indexOf(known) <= order.indexOf(mine))
            return;
        this.stored.set(e, mine);
        this.visitInline(e, mine);
    }
    /** Everything a fused loop reads for `e`: views need their base in memory, barriers must run. */
    visitInline(e, where) {
        for (const a of e.args) {
            if (isView(a) || isView(e))
                this.store(baseOf(isView(a) ? a : e), where);
            else if (this.isBarrier(a))
                this.barrier(a);
            else if (where === "after" && this.isPoint(a) && !this.floating(a) && this.section(a) === "loop")
                this.store(a, "loop");
            else if (this.isPoint(a) && !this.stored.has(a))
                this.visitInline(a, where);
        }
    }
    barrier(e) {
        if (this.barriers.has(e))
            return;
        const where = this.barrierSection(e);
        this.barriers.set(e, where);
        for (const o of [...this.operands(e), ...this.computedWeights(e)])
            this.store(o, where);
        const start = this.products.get(e)?.start;
        if (start && !this.biasOf(start))
            this.store(start, where);
    }
    /** Right operands of a product, or all operands of another barrier; weights are not among them. */
    operands(e) {
        const p = this.products.get(e);
        if (!p)
            return e.args;
        return p.terms.map((t) => (t.op === "matmul" ? t.args[0] : t.args[1]) ?? fail("operand"));
    }
    /** Matrices that a product of matrices has on its right and that are no parameters. */
    computedWeights(e) {
        const terms = this.products.get(e)?.terms ?? [];
        return terms.flatMap((t) => t.op === "matmul" && t.args[1] && t.args[1].op !== "var" ? [t.args[1]] : []);
    }
    /** Costly values that several loops need are stored by the first. */
    storeHeavy() {
        for (let again = true; again;) {
            again = false;
            const seenIn = new Map();
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
    walkInline(e, where, visit) {
        const seen = new Set();
        const go = (x) => {
            for (const a of x.args)
                if (this.isPoint(a) && !seen.has(a) && !this.stored.has(a)) {
                    seen.add(a);
                    visit(a);
                    go(a);
                }
        };
        if (where)
            go(e);
    }
    // ---- order inside a section: slot s (products, reductions), then loop s, for s = 0, 1, ...
    stage(e, where) {
        const key = `${where}/${e.id}`;
        const known = this.stages.get(key);
        if (known !== undefined)
            return known;
        const made = this.computeStage(e, where);
        this.stages.set(key, made);
        return made;
    }
    computedIn(e, where) {
        if (this.isBarrier(e))
            return this.barriers.get(e) === where;
        if (!this.isPoint(e))
            return false;
        const at = this.stored.get(e);
        if (at !== undefined)
            return at === where;
        return this.floating(e) || this.section(e) === where;
    }
    computeStage(e, where) {
        if (isView(e)) {
            const base = baseOf(e);
            return this.computedIn(base, where) ? this.stage(base, where) + (this.isPoint(base) ? 1 : 0) : 0;
        }
        if (!this.computedIn(e, where))
            return 0;
        if (this.isBarrier(e)) {
            const start = this.products.get(e)?.start;
            const needs = [
                ...this.operands(e),
                ...this.computedWeights(e),
                ...(start && !this.biasOf(start) ? [start] : []),
            ];
            return Math.max(0, ...needs.map((o) => this.stage(o, where) + (this.computedIn(o, where) || this.storedView(o) ? 1 : 0)));
        }
        return Math.max(0, ...e.args.map((a) => (isConstant(a) ? 0 : this.stage(a, where))));
    }
    storedView(e) {
        return isView(e) && this.stored.has(e);
    }
    // ---- places
    rowsOf(e) {
        if (!e.shared)
            return "batch";
        return e.shape.length === 2 ? this.size(e.shape[0]) : 1;
    }
    size(dim) {
        const n = dim === undefined ? 1 : this.sizes.dims[dim];
        if (n === undefined)
            throw new RangeError(`no size is given for the dimension "${dim}" of ${this.graph.name}`);
        return n;
    }
    cols(e) {
        return this.size(e.shape.at(-1));
    }
    /** Where a stored value lives; taken on first use. */
    ref(e) {
        const known = this.home.get(e) ?? this.placed.get(e);
        if (known)
            return known;
        if (e.op === "var")
            return isWeight(e) ? this.sharedRef(e) : this.graph.leaf(e);
        const rows = this.rowsOf(e);
        const name = `${this.graph.name}.${this.names.get(e) ?? e.op}`;
        const perStep = rows === "batch" && !this.graph.lastOnly && this.needsAllSteps(e);
        const reused = perStep && this.hasLoop ? (this.heir(e) ?? this.overwritten(e)) : undefined;
        if (reused) {
            this.claimed.add(reused.buffer);
            this.placed.set(e, reused);
            return reused;
        }
        const buffer = this.arena.take(name, this.cols(e), rows === "batch" ? this.sizes.B : rows, perStep ? this.sizes.T : 1);
        const ref = perStep ? atStep(buffer) : fixed(buffer);
        this.placed.set(e, ref);
        return ref;
    }
    /**
     * A product that one loop alone reads, to compute one stored value from it: it can lie where that value will
     * (the gates of an LSTM are written over their pre-activations).
     */
    heir(e) {
        if (!this.products.has(e))
            return undefined;
        let user = this.onlyUser(e);
        while (user && this.isPoint(user) && !this.stored.has(user))
            user = this.onlyUser(user);
        const home = user && this.isPoint(user) && this.stored.get(user) === "loop" ? this.home.get(user) : undefined;
        const fits = home?.slot.kind === "step" && home.buffer.cols === this.cols(e) && !this.claimed.has(home.buffer);
        return fits ? home : undefined;
    }
    onlyUser(e) {
        const users = this.users.get(e) ?? [];
        return new Set(users).size === 1 ? users[0] : undefined;
    }
    /**
     * A value stored for all steps can lie where a spent leaf of the same size was, if this step has read the
     * leaf by then (the cotangents of an LSTM's pre-activations are written over its gates).
     */
    overwritten(e) {
        if (this.stored.get(e) !== "loop" || !this.isPoint(e))
            return undefined;
        const stage = this.stage(e, "loop");
        for (const leaf of this.leaves()) {
            if (leaf.shared || !this.graph.spent(leaf))
                continue;
            const { buffer, slot } = this.graph.leaf(leaf);
            if (slot.kind !== "step" || buffer.cols !== this.cols(e) || this.claimed.has(buffer))
                continue;
            const readByBarrier = [...this.barriers.keys()].some((b) => this.operands(b).some((o) => o === leaf || baseOf(o) === leaf));
            const lastRead = [...this.stored].map(([x, where]) => !this.inlineLeaves(x).includes(leaf)
                ? -1
                : where === "loop"
                    ? this.stage(x, where)
                    : Number.POSITIVE_INFINITY);
            if (!readByBarrier && Math.max(-1, ...lastRead) <= stage)
                return { buffer, slot };
        }
        return undefined;
    }
    leaves() {
        const values = [...this.roots.map((r) => r.value), ...this.gradients.map((g) => g.value)];
        return topological(values).filter((e) => e.op === "var");
    }
    /** A value of the loop that only the loop reads needs one slot; everything else one a step. */
    needsAllSteps(e) {
        const mine = this.barriers.get(e) ?? this.stored.get(e);
        if (!this.hasLoop && this.mixes)
            return false;
        if (mine !== "loop")
            return true;
        const start = this.products.get(e)?.start;
        if (start && !this.biasOf(start) && this.barriers.get(start) === "ahead")
            return true;
        for (const [b, where] of this.barriers)
            if (where === "after" && (this.operands(b).includes(e) || this.products.get(b)?.start === e))
                return true;
        for (const [s, where] of this.stored)
            if (where === "after" && topological([s]).includes(e))
                return true;
        return false;
    }
    /** A parameter or derived value with padded rows. */
    sharedRef(e) {
        const from = this.graph.place(e);
        if (from.ld % this.arena.lanes === 0 && from.at === 0)
            return fixed(from.buffer);
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
    /** The parameter, when a start is nothing but one vector for all rows. */
    biasOf(start) {
        const base = isView(start) ? baseOf(start) : undefined;
        return base && isWeight(base) && base.shape.length === start.shape.length ? base : undefined;
    }
    /** A product accumulates onto its start in place. */
    shareStarts() {
        for (const [e, { start }] of this.products) {
            if (!this.barriers.has(e) || !start || this.biasOf(start) || this.home.has(start))
                continue;
            if (start.op === "var") {
                const copy = node({ ...start, op: "detach", args: [start] });
                this.products.set(e, { terms: this.products.get(e)?.terms ?? [], start: copy });
                if (this.carries.has(start))
                    this.carries.add(copy);
                this.stored.set(copy, this.floating(copy) ? this.barrierSection(e) : this.section(copy));
                this.stages.clear();
                this.home.set(copy, this.ref(e));
            }
            else
                this.home.set(start, this.ref(e));
        }
    }
    // ---- instructions
    emit(where) {
        const barriers = [...this.barriers].filter(([, w]) => w === where).map(([e]) => e);
        const points = [...this.stored].filter(([, w]) => w === where).map(([e]) => e);
        const last = Math.max(-1, ...barriers.map((e) => this.stage(e, where)), ...points.map((e) => this.stage(e, where)));
        const out = [];
        const late = this.protectCarried(where, barriers, points);
        for (let s = 0; s <= last; s++) {
            out.push(...this.emitBarriers(barriers.filter((e) => this.stage(e, where) === s)));
            out.push(...this.emitLoops(points.filter((e) => this.stage(e, where) === s), where));
        }
        for (const { from, to, cols } of late)
            out.push({
                kind: "loop",
                rows: "batch",
                cols,
                locals: [{ kind: "load", from, access: "vector" }],
                stores: [{ local: 0, to }],
            });
        return out;
    }
    /** What is carried is written in place only if nothing reads the old value afterwards. */
    protectCarried(where, barriers, points) {
        if (where !== "loop")
            return [];
        const late = [];
        const readAt = (buffer) => {
            const reads = (e) => e.op === "var" &&
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
            if (!root.feeds || root.to.slot.kind !== "fixed")
                continue;
            const start = this.products.get(value)?.start;
            const write = this.isBarrier(value)
                ? start && !this.biasOf(start)
                    ? 2 * this.stage(start, where) + 1
                    : 2 * this.stage(value, where)
                : 2 * this.stage(value, where) + 1;
            if (readAt(root.to.buffer) <= write)
                continue;
            const temporary = fixed(this.arena.take(`${this.graph.name}.${root.name}.next`, root.to.buffer.cols, this.sizes.B));
            this.home.set(value, temporary);
            if (start && this.home.get(start) === root.to)
                this.home.set(start, temporary);
            late.push({ from: temporary, to: root.to, cols: root.to.buffer.cols });
        }
        return late;
    }
    inlineLeaves(e) {
        return e.args.flatMap((a) => a.op === "var"
            ? [a]
            : isView(a)
                ? [baseOf(a)]
                : this.isPoint(a) && !this.stored.has(a)
                    ? this.inlineLeaves(a)
                    : []);
    }
    emitBarriers(list) {
        const gemms = new Map();
        const packs = [];
        const others = [];
        for (const e of list) {
            const product = this.products.get(e);
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
        return [...packs, ...[...gemms.values()].map((g) => ({ kind: "gemm", ...g })), ...others];
    }
    /** Weights of a product in the order the inner loop reads them; packed once a training step. */
    pack(e, terms, packs) {
        const n = this.cols(e);
        const parts = terms.map((t) => {
            const [W, x] = t.op === "matmul" ? [t.args[1], t.args[0]] : t.args;
            if (!W || !x)
                return fail("weights");
            const place = W.op === "var" ? this.graph.place(W) : placeOf(this.ref(W), this.size(W.shape[0]));
            return { from: place.buffer, at: place.at, ld: place.ld, k: this.cols(x), transposed: t.op !== "dot" };
        });
        const names = terms.map((t) => (t.op === "matmul" ? t.args[1] : t.args[0])?.name ?? "W").join("+");
        const k = parts.reduce((s, p) => s + p.k, 0);
        const to = this.arena.takeDense(`${this.graph.name}.pack(${names})`, k * this.arena.pad(n));
        const instruction = { kind: "pack", packed: { to, parts, n } };
        (this.computedWeights(e).length > 0 ? packs : this.prepare).push(instruction);
        return to;
    }
    emitReduction(e) {
        const [a, b] = e.args;
        if (!a)
            return fail("operand");
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
                },
            ];
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
    isGradient(e) {
        return this.gradients.some((g) => g.value === e && g.gradient.sums !== undefined);
    }
    finish() {
        const sums = new Set(this.gradients.filter((g) => this.isGradient(g.value)).map((g) => this.ref(g.value).buffer));
        return {
            clear: [...sums].map((buffer) => ({ kind: "zero", buffer })),
            finish: this.gradients.map(({ gradient, value }) => this.addGradient(gradient, value)),
        };
    }
    addGradient({ to, name }, value) {
        if (!this.isBarrier(value) && this.hasLoop)
            throw new Error(`the gradient of ${name} is not a sum over the batch`);
        const from = placeOf(this.ref(value), to.rows);
        const [m, n] = value.args.map((x) => this.cols(x));
        const transposed = value.op === "outer" && isTransposed(m, n, this.arena);
        return { kind: "copy", rows: to.rows, cols: to.cols, from, to, transposed, add: true };
    }
    emitLoops(list, where) {
        const groups = new Map();
        for (const e of list) {
            const key = `${this.rowsOf(e)}|${e.shape.at(-1) ?? ""}`;
            groups.set(key, [...(groups.get(key) ?? []), e]);
        }
        return [...groups.values()].map((roots) => this.emitLoop(roots, where));
    }
    emitLoop(roots, where) {
        const first = roots[0] ?? fail("loop");
        const stage = this.stage(first, where);
        const locals = [];
        const known = new Map();
        const push = (key, make) => {
            const at = known.get(key);
            if (at !== undefined)
                return at;
            const local = make();
            locals.push(local);
            known.set(key, locals.length - 1);
            return locals.length - 1;
        };
        const load = (e, access) => push(`${access}:${e.id}`, () => ({ kind: "load", from: this.ref(e), access }));
        const inThisLoop = (e) => {
            const at = this.stored.get(e);
            return at === undefined ? true : at === where && this.stage(e, where) === stage;
        };
        const value = (e) => {
            const base = baseOf(e);
            if (isConstant(base)) {
                const number = base.op === "batchSize" ? this.sizes.B : (base.value ?? Number.NaN);
                return push(`const:${number}`, () => ({ kind: "const", value: number }));
            }
            if (isView(e))
                return load(baseOf(e), accessOf(e));
            if (e.op === "var" || this.isBarrier(e) || !inThisLoop(e))
                return load(e, "vector");
            const known = e.args.map(value);
            return push(`op:${e.id}`, () => {
                const label = this.names.get(e);
                return { kind: "op", op: e.op, args: known, ...(label !== undefined && { label }) };
            });
        };
        const stores = roots.map((e) => ({ local: value(e), to: this.ref(e) }));
        return { kind: "loop", rows: this.rowsOf(first), cols: this.cols(first), locals, stores };
    }
}
const isConstant = (e) => e.op === "const" || e.op === "batchSize";
/** What a view looks at. */
function baseOf(e) {
    let base = e;
    while (isView(base))
        base = base.args[0] ?? fail("view");
    return base;
}
function accessOf(view) {
    const base = baseOf(view);
    if (base.shape.length === view.shape.length)
        return base.shared && !view.shared ? (base.shape.length ? "shared" : "one") : "vector";
    if (base.shape.length === 1)
        return "rowOf";
    return base.shared ? "one" : "row";
}
const placeOf = ({ buffer }, rows) => ({
    buffer,
    at: 0,
    ld: buffer.ld,
    rows,
    cols: buffer.cols,
});
function fail(what) {
    throw new Error(`the plan lost its ${what}`);
}
