import {
  add,
  type Cell,
  type Expr,
  ops,
  placeholder,
  rewrite,
  type Shape,
  simplify,
  spread,
  topological,
  variable,
  withArgs,
} from "../ir/index.js";
import { mapPath, pathOf, vectorsOf } from "./path.js";
import { chooseSaved, type Saved } from "./saved.js";
import { type Traced, traced } from "./traced.js";

type Named = Readonly<Record<string, Expr>>;

/**
 * A cell with its adjoint: everything that running and training it needs, as equations.
 *
 * Leaves of `step`: inputs, states of the step before, params, derived values.
 * Leaves of `adjoint`: those, the saved values, and the cotangents that arrive: one a state (`dh`, what the
 * next step and the loss send back) and `dy` when the output is not a state.
 */
export interface Derivative {
  readonly cell: Cell;
  /** Values computed from parameters alone, once per training step. */
  readonly once: Named;
  /** All named values of the cell, plus the saved ones. */
  readonly step: Named;
  /** Forward values that the adjoint reads. */
  readonly saved: readonly Saved[];
  /** Names of arriving cotangents. */
  readonly arriving: readonly { readonly name: string; readonly of: string; readonly shape: Shape }[];
  /** Cotangents of the states before the step, the inputs, and (summed over batch, for one step) params and derived values. */
  readonly adjoint: { readonly states: Named; readonly inputs: Named; readonly params: Named };
  /** Total cotangent of every named value: what the probe measures. */
  readonly totals: Named;
  /** Cotangents of the parameters from those of the derived values, summed over time: `once` backwards. */
  readonly onceAdjoint: Named;
  /** True when a value of one example depends on the others, e.g. through batch statistics. */
  readonly mixesExamples: boolean;
  /** Names for printing. */
  readonly names: ReadonlyMap<Expr, string>;
  /** The adjoint step once more, with what is measured on the way. Nothing for a cell without states, or that mixes examples. */
  readonly traced: () => Traced | undefined;
}

const derived = new WeakMap<Cell, Derivative>();

/** The derivative of a cell: reverse-mode differentiation of one step. Computed once a cell. */
export function derive(cell: Cell): Derivative {
  const known = derived.get(cell);
  if (known) return known;
  const made = differentiate(cell);
  derived.set(cell, made);
  return made;
}

function differentiate(cell: Cell): Derivative {
  const { once, step } = splitOnce(cell);
  const forwardNames = nameValues(step);

  const arriving = Object.entries(cell.states).map(([of, d]) => ({ name: `d${of}`, of, shape: d.shape }));
  const output = step[cell.output];
  if (output && !(cell.output in cell.states))
    arriving.push({ name: `d${cell.output}`, of: cell.output, shape: output.shape });
  const seeds = arriving.map(({ name, of, shape }): [Expr, Expr] => {
    const value = step[of];
    if (!value) throw new Error(`no value for ${of}`);
    return [value, variable("cotangent", name, shape)];
  });
  const order = topological(Object.values(step));
  const cotangents = reverse(Object.values(step), seeds);

  const leaves = order.filter((e) => e.op === "var");
  const wanted: [string, Expr][] = [];
  const want = (key: string, e: Expr) => wanted.push([key, e]);
  for (const leaf of leaves) {
    const d = cotangents.get(leaf);
    if (d) want(`${leaf.role}:${leaf.name}`, d);
  }
  for (const [value, name] of forwardNames) {
    const d = cotangents.get(value);
    if (d) want(`total:${name}`, d);
  }
  const named = wanted.map(([, e]) => e);

  const { saved, replace } = chooseSaved(step, named, forwardNames, cell.states);
  const simple = simplify(rewrite(named, replace));
  const picker =
    (from: readonly Expr[]) =>
    (...prefixes: string[]): Named =>
      Object.fromEntries(
        wanted.flatMap(([key, e], i) => {
          const [prefix, name] = key.split(":") as [string, string];
          return prefixes.includes(prefix) ? [[name, from[i] ?? e]] : [];
        }),
      );
  const pick = picker(simple);

  const mixesExamples = order.some((e) => e.op === "batchSum");
  const trace = (): Traced | undefined => {
    if (Object.keys(cell.states).length === 0 || mixesExamples) return undefined;
    const path = pathOf(order, cotangents, seeds);
    const vectors = [...new Set(vectorsOf(path))];
    const made = simplify(rewrite([...named, ...vectors], replace));
    const at = new Map(vectors.map((v, i) => [v, made[named.length + i] ?? v]));
    return traced(
      adjointOf(picker(made)),
      mapPath(path, (v) => at.get(v) ?? v),
    );
  };
  let known: Traced | undefined;

  const totals = pick("total");
  const names = new Map(forwardNames);
  for (const { name, value } of saved) if (!names.has(value)) names.set(value, name);
  for (const [name, e] of Object.entries(totals)) if (!names.has(e)) names.set(e, `d${name}`);
  for (const leaf of topological(simple))
    if (leaf.role === "cotangent" && !names.has(leaf)) names.set(leaf, `${leaf.name}_in`);
  return Object.freeze({
    cell,
    once,
    step: { ...step, ...Object.fromEntries(saved.map((s) => [s.name, s.value])) },
    saved,
    arriving,
    ...adjointOf(pick),
    onceAdjoint: adjointOfOnce(once),
    mixesExamples,
    names,
    traced: () => {
      known ??= trace();
      return known;
    },
  });
}

const adjointOf = (pick: (...prefixes: string[]) => Named) => ({
  adjoint: { states: pick("state"), inputs: pick("input"), params: pick("param", "derived") },
  totals: pick("total"),
});

/** Cuts the values that depend on parameters alone out of the step; the step sees them as `derived` leaves. */
function splitOnce(cell: Cell): { once: Named; step: Named } {
  const names = Object.keys(cell.values);
  const roots = Object.values(cell.values);
  const order = topological(roots);
  const isOnce = new Set<Expr>();
  for (const e of order)
    if (
      e.op === "var"
        ? e.role === "param"
        : e.shared &&
          e.args.length > 0 &&
          e.args.every((a) => isOnce.has(a) || a.op === "const" || a.op === "size") &&
          e.op !== "batchSum"
    )
      isOnce.add(e);
  const once: Record<string, Expr> = {};
  const leaf = new Map<Expr, Expr>();
  for (const e of order)
    for (const a of e.args)
      if (isOnce.has(a) && !isOnce.has(e) && a.op !== "var" && !leaf.has(a)) {
        const name = `p${leaf.size + 1}`;
        once[name] = a;
        leaf.set(a, placeholder("derived", name, a));
      }
  const cut = rewrite(roots, (e, args) => leaf.get(e) ?? withArgs(e, args));
  return { once, step: Object.fromEntries(names.map((n, i) => [n, cut[i] as Expr])) };
}

/** Names for printing: the author's, and `i_pre` for the operand of a named activation. */
function nameValues(step: Named): Map<Expr, string> {
  const names = new Map<Expr, string>();
  for (const [name, e] of Object.entries(step)) if (e.op !== "var") names.set(e, name);
  for (const [name, e] of Object.entries(step)) {
    const [inner] = e.args;
    if (e.args.length === 1 && inner && inner.args.length > 1 && !names.has(inner))
      names.set(inner, `${name}_pre`);
  }
  return names;
}

/** Reverse mode: the total cotangent of every node below `roots`, given those of the seeds. */
function reverse(roots: readonly Expr[], seeds: readonly (readonly [Expr, Expr])[]): Map<Expr, Expr> {
  const parts = new Map<Expr, Expr[]>();
  const give = (e: Expr, d: Expr) => parts.set(e, [...(parts.get(e) ?? []), d]);
  for (const [e, d] of seeds) give(e, d);
  const totals = new Map<Expr, Expr>();
  for (const e of topological(roots).reverse()) {
    const received = parts.get(e);
    if (!received || e.op === "const") continue;
    const d = add(...received);
    totals.set(e, d);
    if (e.op === "var") continue;
    ops[e.op].pullback(d, e.args, e).forEach((part, i) => {
      const arg = e.args[i];
      if (part && arg && arg.op !== "const") give(arg, part);
    });
  }
  return totals;
}

function adjointOfOnce(once: Named): Named {
  const roots = Object.values(once);
  if (roots.length === 0) return {};
  const seeds = Object.entries(once).map(([name, e]): [Expr, Expr] => [
    e,
    placeholder("cotangent", `d${name}`, e),
  ]);
  const cotangents = reverse(roots, seeds);
  const params = topological(roots).filter((e) => e.op === "var" && cotangents.has(e));
  const simple = simplify(params.map((p) => cotangents.get(p) ?? spread(p)));
  return Object.fromEntries(params.map((p, i) => [p.name ?? "", simple[i] as Expr]));
}
