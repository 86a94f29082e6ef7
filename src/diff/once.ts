import {
  type Cell,
  constant,
  type Expr,
  placeholder,
  rewrite,
  simplify,
  spread,
  topological,
  withArgs,
} from "../ir/index.js";
import { reverse } from "./reverse.js";
import { chooseSaved } from "./saved.js";

type Named = Readonly<Record<string, Expr>>;

/** A cell without what depends on its parameters alone, and that. */
export interface Split {
  /** The values that the step reads or that have a name in the cell. */
  readonly once: Named;
  /** The cell's values; those of `once` are `derived` leaves. */
  readonly step: Named;
}

/** Cuts the values that depend on parameters alone out of the step. */
export function splitOnce(cell: Cell): Split {
  const names = Object.keys(cell.values);
  const roots = Object.values(cell.values);
  const order = topological(roots);
  const isOnce = new Set<Expr>();
  for (const e of order)
    if (
      e.op === "var"
        ? e.role === "param"
        : e.op === "identity" ||
          (e.shared &&
            e.args.length > 0 &&
            e.args.every((a) => isOnce.has(a) || a.op === "const" || a.op === "size") &&
            e.op !== "batchSum")
    )
      isOnce.add(e);
  const once: Record<string, Expr> = {};
  const leaf = new Map<Expr, Expr>();
  const cutOut = (name: string, e: Expr) => {
    if (!isOnce.has(e) || e.op === "var" || leaf.has(e)) return;
    once[name] = e;
    leaf.set(e, placeholder("derived", name, e));
  };
  for (const [i, e] of roots.entries()) cutOut(names[i] ?? "", e);
  const count = leaf.size;
  for (const e of order) if (!isOnce.has(e)) for (const a of e.args) cutOut(`p${leaf.size - count + 1}`, a);
  const cut = rewrite(roots, (e, args) => leaf.get(e) ?? withArgs(e, args));
  return { once, step: Object.fromEntries(names.map((n, i) => [n, cut[i] as Expr])) };
}

/** What is computed once a training step: before all steps, and after them. */
export interface Once {
  /** Values of parameters alone: what the step reads, what has a name, and what the way back reads of them. */
  readonly once: Named;
  /**
   * Cotangents of the parameters from those of the values that the step reads, summed over time (`dU` of U), and from
   * that of the penalty, which is 1.
   */
  readonly onceAdjoint: Named;
  /** Names for printing. */
  readonly names: ReadonlyMap<Expr, string>;
}

/** `once` backwards, from those of its values that a gradient of the step reaches (`moving`), and from the penalty. */
export function adjointOfOnce(
  { once }: Pick<Split, "once">,
  moving: ReadonlySet<string>,
  penalty: string | undefined,
): Once {
  const names = new Map(Object.entries(once).map(([name, e]) => [e, name]));
  const starts = Object.entries(once).filter(([name]) => moving.has(name) || name === penalty);
  if (starts.length === 0) return { once, onceAdjoint: {}, names };
  const cotangents = reverse(
    starts.map(([, e]) => e),
    starts.map(([name, e]) => [e, placeholder("cotangent", `d${name}`, e)]),
  );
  const params = topological(starts.map(([, e]) => e)).filter((e) => e.op === "var" && cotangents.has(e));
  const wanted = params.map((p) => cotangents.get(p) ?? spread(p));
  let counted = 0;
  const isTaken = (name: string) => name in once || [...names.values()].includes(name);
  const number = (): string => {
    do counted++;
    while (isTaken(`p${counted}`));
    return `p${counted}`;
  };
  const { saved, replace } = chooseSaved(once, wanted, names, {}, { role: "derived", name: number });
  const kept = Object.fromEntries(saved.map(({ name, value }) => [name, value]));
  for (const { name, value } of saved) names.set(value, name);
  const adjoint = simplify(rewrite(wanted, replace));
  nameRepeated(adjoint, names);
  return {
    once: { ...kept, ...once },
    onceAdjoint: Object.fromEntries(params.map((p, i) => [p.name ?? "", adjoint[i] ?? constant(0)])),
    names,
  };
}

/** Matrices that several others are made of get names: printed as trees they would be endless. */
function nameRepeated(roots: readonly Expr[], names: Map<Expr, string>): void {
  const users = new Map<Expr, number>();
  const order = topological(roots);
  for (const e of order) for (const a of new Set(e.args)) users.set(a, (users.get(a) ?? 0) + 1);
  let count = 0;
  for (const e of order)
    if (e.shape.length === 2 && e.args.length > 0 && (users.get(e) ?? 0) > 1 && e.op !== "transpose")
      names.set(e, `q${++count}`);
}
