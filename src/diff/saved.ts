import { type Expr, placeholder, type Role, topological, withArgs } from "../ir/index.js";

/** A forward value that is kept for the backward pass, once per step. */
export interface Saved {
  readonly name: string;
  readonly value: Expr;
  /** True when the value is a new state: the sequence of states is kept anyway. */
  readonly isState: boolean;
}

/** Cheaper to compute again from kept values than to write and read. */
const cheap = new Set(["add", "sub", "mul", "neg", "step", "detach", "clipGradient", "repeat", "spread"]);

/**
 * Decides which forward values the adjoint reads from memory.
 *
 * Every forward value the adjoint refers to is saved, except leaves (there anyway) and cheap pointwise
 * values whose operands are all at hand: those are computed again.
 */
export function chooseSaved(
  step: Readonly<Record<string, Expr>>,
  adjoint: readonly Expr[],
  names: ReadonlyMap<Expr, string>,
  states: Readonly<Record<string, unknown>>,
  { role = "saved", name: nameOf = autoName }: { readonly role?: Role; readonly name?: typeof autoName } = {},
): { saved: Saved[]; replace: (e: Expr, args: readonly Expr[]) => Expr } {
  const forward = new Set(topological(Object.values(step)));
  const wanted = new Set<Expr>();
  for (const e of topological(adjoint)) {
    if (forward.has(e)) continue;
    for (const a of e.args) if (forward.has(a)) wanted.add(a);
  }
  for (const root of adjoint) if (forward.has(root)) wanted.add(root);
  const isLeaf = (e: Expr) => e.op === "var" || e.op === "const" || e.op === "batchSize" || e.op === "size";

  const kept = new Set([...wanted].filter((e) => !isLeaf(e) && !cheap.has(e.op)));
  for (const [name, e] of Object.entries(step))
    if (name in states && wanted.has(e) && !isLeaf(e)) kept.add(e);
  const atHand = (e: Expr): boolean => isLeaf(e) || kept.has(e) || (cheap.has(e.op) && e.args.every(atHand));
  for (const e of topological(Object.values(step))) if (wanted.has(e) && !atHand(e)) kept.add(e);

  const stateOf = new Map(Object.keys(states).map((s) => [step[s], s]));
  const leafOf = new Map<Expr, Expr>();
  const saved: Saved[] = [];
  for (const value of topological(Object.values(step))) {
    if (!kept.has(value)) continue;
    const state = stateOf.get(value);
    const name = state ?? names.get(value) ?? nameOf(value, names, saved.length);
    saved.push({ name, value, isState: state !== undefined });
    leafOf.set(value, placeholder(role, name, value));
  }
  return { saved, replace: (e, args) => leafOf.get(e) ?? withArgs(e, args) };
}

const autoName = (e: Expr, names: ReadonlyMap<Expr, string>, i: number): string => {
  const inner = e.args[0] && (names.get(e.args[0]) ?? e.args[0].name);
  return e.args.length === 1 && inner ? `${e.op}_${inner}` : `s${i + 1}`;
};
