import { type Cell, checkedCell, type Declared } from "./cell.js";
import { type Expr, node, rewrite, type Shape } from "./expr.js";

/** The cell with one name of a dimension for another, e.g. because both have one size. */
export function renameDimension(cell: Cell, from: string, to: string): Cell {
  const renamed = (shape: Shape): Shape => shape.map((d) => (d === from ? to : d));
  const declared = (group: Readonly<Record<string, Declared>>): Readonly<Record<string, Declared>> =>
    Object.fromEntries(
      Object.entries(group).map(([name, d]) => [
        name,
        { ...d, shape: renamed(d.shape), ...(d.from && { from: rewritten([d.from])[0] }) },
      ]),
    );
  const rewritten = (roots: readonly Expr[]) =>
    rewrite(roots, (e, args) =>
      node({ ...e, args, shape: renamed(e.shape), ...(e.op === "size" && e.name === from && { name: to }) }),
    );
  const names = Object.keys(cell.values);
  const nodes = rewritten(Object.values(cell.values));
  return checkedCell({
    ...cell,
    inputs: declared(cell.inputs),
    states: declared(cell.states),
    params: declared(cell.params),
    values: Object.fromEntries(nodes.map((e, i) => [names[i] ?? "", e])),
  });
}
