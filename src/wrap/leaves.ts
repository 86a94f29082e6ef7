import { type Cell, type Expr, substitution } from "../ir/index.js";

type Values = Cell["values"];

/** The values with other expressions in place of leaves: what `instead` gives may read the leaf itself. */
export function withLeaves(values: Values, instead: (leaf: Expr) => Expr): Values {
  const changed = substitution(instead);
  return Object.fromEntries(Object.entries(values).map(([name, e]) => [name, changed(e)]));
}
