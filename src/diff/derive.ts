import {
  add,
  type Cell,
  type Expr,
  rewrite,
  type Shape,
  simplify,
  topological,
  unit,
  variable,
} from "../ir/index.js";
import { adjointOfOnce, splitOnce } from "./once.js";
import { mapPath, pathOf, vectorsOf } from "./path.js";
import { reverse } from "./reverse.js";
import { chooseSaved, type Saved } from "./saved.js";
import { type Traced, traced } from "./traced.js";

type Named = Readonly<Record<string, Expr>>;

/**
 * A cell with its adjoint: everything that running and training it needs, as equations.
 *
 * Leaves of `step`: inputs, states of the step before, params, derived values.
 * Leaves of `adjoint`: those, the saved values, and the cotangents that arrive: one a state (`dh`, what the
 * next step and the loss send back) and `dy` when the output is not a state; and `unit` where the way back compares with 1.
 */
export interface Derivative {
  readonly cell: Cell;
  /** Values computed from parameters alone, once per training step; what the way back reads of them among them. */
  readonly once: Named;
  /** All named values of the cell, plus the saved ones. */
  readonly step: Named;
  /** Forward values that the adjoint reads. */
  readonly saved: readonly Saved[];
  /** Names of arriving cotangents. */
  readonly arriving: readonly { readonly name: string; readonly of: string; readonly shape: Shape }[];
  /** Cotangents of the states before the step, the inputs that are not noise, and (summed over batch, for one step) params and derived values. */
  readonly adjoint: { readonly states: Named; readonly inputs: Named; readonly params: Named };
  /** Total cotangent of every named value: what the probe measures. */
  readonly totals: Named;
  /** dL/d(new state) with the other new states held, by state: what arrives, and what comes by the output if that is no state. */
  readonly reaching: Named;
  /** Cotangents of the parameters from those of the derived values, summed over time, and the penalty's, which is 1. */
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
  const split = splitOnce(cell);
  const { step } = split;
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
  const moving = new Set(leaves.flatMap((e) => (e.name !== undefined && cotangents.has(e) ? [e.name] : [])));
  const { once, onceAdjoint, names: onceNames } = adjointOfOnce(split, moving, cell.penalty);
  const wanted: [string, Expr][] = [];
  const want = (key: string, e: Expr) => wanted.push([key, e]);
  for (const leaf of leaves) {
    const d = cotangents.get(leaf);
    if (d && !cell.inputs[leaf.name ?? ""]?.noise) want(`${leaf.role}:${leaf.name}`, d);
  }
  for (const [value, name] of forwardNames) {
    const d = cotangents.get(value);
    if (d) want(`total:${name}`, d);
  }
  for (const [s, d] of reachingStates(cell, step, seeds)) want(`reaching:${s}`, d);
  // A new state that is an old one, as in a delay line: nothing of this step but what arrives.
  for (const { of } of arriving)
    if (step[of]?.op === "var")
      for (const [value, d] of seeds) if (value === step[of] && d.name === `d${of}`) want(`total:${of}`, d);
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
  const names = new Map([...onceNames, ...forwardNames]);
  for (const { name, value } of saved) if (!names.has(value)) names.set(value, name);
  for (const [name, e] of Object.entries(totals)) if (!names.has(e)) names.set(e, `d${name}`);
  for (const leaf of topological(simple))
    if (leaf.role === "cotangent" && !names.has(leaf))
      names.set(leaf, leaf === unit ? "1" : `${leaf.name}_in`);
  return Object.freeze({
    cell,
    once,
    step: { ...step, ...Object.fromEntries(saved.map((s) => [s.name, s.value])) },
    saved,
    arriving,
    ...adjointOf(pick),
    reaching: pick("reaching"),
    onceAdjoint,
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

/** What reaches each new state as a leaf of the rest of the network. */
function reachingStates(
  cell: Cell,
  step: Named,
  seeds: readonly (readonly [Expr, Expr])[],
): (readonly [string, Expr])[] {
  const names = Object.keys(cell.states);
  const isState = cell.output in cell.states;
  const ends = new Set(names.flatMap((s) => step[s] ?? []));
  const byOutput = isState ? [] : seeds.slice(-1);
  const direct = reverse(
    byOutput.map(([value]) => value),
    byOutput,
    ends,
  );
  return names.flatMap((s, i) => {
    const [value, arriving] = seeds[i] ?? [];
    const more = value && value.op !== "var" ? direct.get(value) : undefined;
    return arriving ? [[s, more ? add(arriving, more) : arriving] as const] : [];
  });
}

/** Names for printing: the author's, `i_pre` for the operand of a named activation, `clip_h` for a clipped leaf. */
function nameValues(step: Named): Map<Expr, string> {
  const names = new Map<Expr, string>();
  for (const [name, e] of Object.entries(step)) if (e.op !== "var") names.set(e, name);
  for (const [name, e] of Object.entries(step)) {
    const [inner] = e.args;
    if (e.args.length === 1 && inner && inner.args.length > 1 && !names.has(inner))
      names.set(inner, `${name}_pre`);
  }
  // What is clipped reads its cotangent many times.
  for (const e of topological(Object.values(step)))
    if (e.op === "clipGradient" && e.args[0]?.op === "var" && !names.has(e))
      names.set(e, `clip_${e.args[0].name}`);
  return names;
}
