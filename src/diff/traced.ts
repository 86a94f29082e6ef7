import type { Expr } from "../ir/index.js";
import { mapPath, type Path, vectorsOf } from "./path.js";

type Named = Readonly<Record<string, Expr>>;

interface Adjoint {
  readonly adjoint: { readonly states: Named; readonly inputs: Named; readonly params: Named };
  readonly totals: Named;
}

/** An adjoint step with the vectors whose norms tell how the gradient goes back. */
export interface Traced extends Adjoint {
  /** The vectors; all else refers to them by index. */
  readonly vectors: readonly Expr[];
  readonly path: Path<number>;
  /** The total cotangents of the operands of named activations, e.g. "i_pre". */
  readonly gates: Readonly<Record<string, number>>;
  /**
   * What one step of one example adds to the gradients of the parameters, term by term: an outer product of two vectors,
   * whose norm is the product of theirs, or a vector.
   */
  readonly updates: readonly (readonly number[])[];
}

export function traced(of: Adjoint, path: Path<Expr>): Traced {
  const index = new Map<Expr, number>();
  const at = (e: Expr): number => {
    const known = index.get(e) ?? index.size;
    index.set(e, known);
    return known;
  };
  for (const v of vectorsOf(path)) at(v);
  const gates = Object.entries(of.totals).flatMap(([name, e]) =>
    name.endsWith("_pre") ? [[name, at(e)]] : [],
  );
  const terms = Object.values(of.adjoint.params).flatMap((e) => (e.op === "add" ? e.args : [e]));
  const updates = terms.flatMap((e) => (e.op === "outer" || e.op === "batchSum" ? [e.args.map(at)] : []));
  return {
    ...of,
    path: mapPath(path, at),
    gates: Object.fromEntries(gates),
    updates,
    vectors: [...index.keys()],
  };
}
