import type { Cell } from "./cell.js";
import { type Expr, placeholder, rewrite, type Shape, topological, withArgs } from "./expr.js";

/**
 * input: reads the dimension of the sequence, and no state. recurrent: leads from states to states on the way from one
 * step to the next.
 */
export type MatrixRole = "input" | "recurrent" | "other";

type Values = Readonly<Record<string, Expr>>;

/** What the matrices among the leaves of these values are for, by name. */
export function matrixRoles(cell: Cell, values: Values = cell.values): ReadonlyMap<string, MatrixRole> {
  const sequence = Object.values(cell.inputs)[0]?.shape[0];
  const stateDims = new Set(Object.values(cell.states).flatMap(({ shape }) => shape));
  const order = topological(Object.values(values));
  const carried = new Set(topological(Object.keys(cell.states).flatMap((s) => values[s] ?? [])));
  const readsState = (leaf: Expr) =>
    readersOf(leaf, order).some(({ args }) => topological(args).some((e) => e.role === "state"));
  const roleOf = (leaf: Expr): MatrixRole => {
    const [rows = "", cols = ""] = leaf.shape;
    if (cols === sequence && !(stateDims.has(cols) && readsState(leaf))) return "input";
    return carried.has(leaf) && stateDims.has(rows) && stateDims.has(cols) ? "recurrent" : "other";
  };
  const leaves = order.filter((e) => e.shared && e.op === "var" && e.shape.length === 2);
  return new Map(leaves.map((leaf) => [leaf.name ?? "", roleOf(leaf)]));
}

/** The first values that differ between examples on every way up from a shared one. */
function readersOf(e: Expr, order: readonly Expr[]): Expr[] {
  const above = order.filter((u) => u.args.includes(e));
  return above.flatMap((u) => (u.shared ? readersOf(u, order) : [u]));
}

/** A matrix that a step multiplies vectors by: a parameter, or a named value made of parameters. */
export interface Multiplier {
  readonly name: string;
  readonly role: MatrixRole;
  readonly shape: Shape;
  readonly isParameter: boolean;
}

/** The matrices that a cell's step multiplies by, as the step sees them. */
export function multipliers(cell: Cell): readonly Multiplier[] {
  const names = Object.keys(cell.values);
  const leaf = new Map(
    Object.entries(cell.values)
      .filter(([, e]) => e.shared && e.op !== "var")
      .map(([name, e]) => [e, placeholder("derived", name, e)]),
  );
  const opened = rewrite(Object.values(cell.values), (e, args) => leaf.get(e) ?? withArgs(e, args));
  const values = Object.fromEntries(opened.map((e, i) => [names[i] ?? "", e]));
  const roles = matrixRoles(cell, values);
  const used = new Set(
    topological(opened).flatMap((e) => (e.op === "dot" || e.op === "dotT" ? (e.args[0] ?? []) : [])),
  );
  return [...used]
    .filter((e) => e.op === "var")
    .map(({ name = "", role, shape }) => ({
      name,
      role: roles.get(name) ?? "other",
      shape,
      isParameter: role === "param",
    }));
}

/** The cell's values with other expressions for some of its parameters. */
export function replaceParameters(cell: Cell, by: Values): Record<string, Expr> {
  const names = Object.keys(cell.values);
  const made = rewrite(Object.values(cell.values), (e, args) =>
    e.role === "param" ? (by[e.name ?? ""] ?? e) : withArgs(e, args),
  );
  return Object.fromEntries(made.map((e, i) => [names[i] ?? "", e]));
}
