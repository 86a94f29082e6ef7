import { add, type Expr, ops, topological } from "../ir/index.js";

/** Reverse mode: the total cotangent of every node below `roots`, given those of the seeds; not past `ends`. */
export function reverse(
  roots: readonly Expr[],
  seeds: readonly (readonly [Expr, Expr])[],
  ends: ReadonlySet<Expr> = new Set(),
): ReadonlyMap<Expr, Expr> {
  const parts = new Map<Expr, Expr[]>();
  const give = (e: Expr, d: Expr) => parts.set(e, [...(parts.get(e) ?? []), d]);
  for (const [e, d] of seeds) give(e, d);
  const totals = new Map<Expr, Expr>();
  for (const e of topological(roots).reverse()) {
    const received = parts.get(e);
    if (!received || e.op === "const") continue;
    const d = add(...received);
    totals.set(e, d);
    if (e.op === "var" || ends.has(e)) continue;
    ops[e.op].pullback(d, e.args, e).forEach((part, i) => {
      const arg = e.args[i];
      if (part && arg && arg.op !== "const") give(arg, part);
    });
  }
  return totals;
}
