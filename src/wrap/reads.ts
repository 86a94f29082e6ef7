import { type Cell, EquationError, type Expr, withArgs } from "../ir/index.js";

/** Ops through which a product reads a state all the same: `U·(r*h)`. */
const transparent: ReadonlySet<string> = new Set(["add", "sub", "mul", "neg", "repeat", "spread"]);

/**
 * The values of a cell in which the matrix products read other expressions in place of the states before the step. What
 * reads a state without a matrix, such as the memory of a gated cell, reads the state itself.
 *
 * @throws EquationError when no product reads a state
 */
export function withReadStates(
  { name, states, values }: Cell,
  what: string,
  instead: (state: Expr, name: string) => Expr,
): Record<string, Expr> {
  const isNew = new Set(Object.keys(states).map((s) => values[s]));
  const made = new Map<string, Expr>();
  const replaced = (state: Expr): Expr => {
    const s = state.name ?? "";
    const e = made.get(s) ?? instead(state, s);
    made.set(s, e);
    return e;
  };
  const once = (make: (e: Expr) => Expr): ((e: Expr) => Expr) => {
    const known = new Map<Expr, Expr>();
    return (e) => {
      const done = known.get(e) ?? make(e);
      known.set(e, done);
      return done;
    };
  };
  const outside = once((e) => {
    const [W, v] = e.args;
    if ((e.op === "dot" || e.op === "dotT") && W && v) return withArgs(e, [outside(W), inside(v)]);
    return withArgs(e, e.args.map(outside));
  });
  const inside = once((e) => {
    if (e.role === "state") return replaced(e);
    return transparent.has(e.op) && !isNew.has(e) ? withArgs(e, e.args.map(inside)) : outside(e);
  });
  const changed = Object.fromEntries(Object.entries(values).map(([n, e]) => [n, outside(e)]));
  if (made.size === 0)
    throw new EquationError(
      `${what} changes how matrices read the state before, but in the cell "${name}" no matrix does; take a cell with a recurrent matrix, e.g. "lstm".`,
    );
  return changed;
}
