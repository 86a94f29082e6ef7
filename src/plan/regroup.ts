import { add, type Expr, node, rewrite, topological, withArgs } from "../ir/index.js";

const isProduct = (e: Expr) => e.op === "dot" || e.op === "dotT";
const isGiven = (e: Expr): boolean => isConstant(e) || isWeight(e) || (isView(e) && e.args.every(isGiven));

/** A leaf that is the same for all steps of a sequence; other shared leaves were saved step by step. */
export const isWeight = (e: Expr): boolean =>
  e.op === "var" && e.shared && (e.role === "param" || e.role === "derived" || e.role === "cotangent");

/** Ops that only change how an operand is read. */
export const isView = (e: Expr): boolean => e.op === "repeat" || e.op === "spread";

/** All nodes below the roots that depend on one of the carried leaves. */
export function dependents(roots: readonly Expr[], carried: ReadonlySet<string>): Set<Expr> {
  const set = new Set<Expr>();
  for (const e of topological(roots))
    if (e.op === "var" ? carried.has(`${e.role}:${e.name}`) : e.args.some((a) => set.has(a))) set.add(e);
  return set;
}

/** A product may stay in the time loop when it adds at most this share to the work there. */
const thin = 1 / 8;

/**
 * Splits every sum of products so that what does not depend on carried values is a sum of its own: it can
 * then leave the time loop (`W·x + b` of all steps becomes one product). Thin products stay: a few more columns in the
 * loop cost less than a value that goes through memory for all steps.
 *
 * @param length length of the vector that a product multiplies
 */
export function regroup(
  roots: readonly Expr[],
  carried: ReadonlySet<string>,
  names: ReadonlyMap<Expr, string>,
  length: (product: Expr) => number,
): { values: Expr[]; names: ReadonlyMap<Expr, string> } {
  const carries = new Set<Expr>();
  const renamed = new Map<Expr, string>();
  const values = rewrite(roots, (e, args) => {
    let made = withArgs(e, args);
    if (e.op === "add") {
      const free = args.filter((a) => (isProduct(a) && !carries.has(a)) || isGiven(a));
      const work = (of: readonly Expr[]) => of.filter(isProduct).reduce((sum, a) => sum + length(a), 0);
      const carrying = args.filter((a) => !free.includes(a));
      if (carrying.length > 0 && work(free) > thin * work(carrying))
        made = node({ ...e, args: [add(...free), ...carrying] });
    }
    if (made.op === "var" ? carried.has(`${made.role}:${made.name}`) : made.args.some((a) => carries.has(a)))
      carries.add(made);
    const name = names.get(e);
    if (name !== undefined) renamed.set(made, name);
    return made;
  });
  return { values, names: renamed };
}

/** A sum of products: `terms` are accumulated onto `start`. */
export interface Product {
  readonly terms: readonly Expr[];
  readonly start?: Expr;
}

/** Finds the products of a graph; products that one sum alone uses become terms of it. */
export function findProducts(
  roots: readonly Expr[],
  joins: (term: Expr, sum: Expr) => boolean,
): Map<Expr, Product> {
  const order = topological(roots);
  const users = new Map<Expr, Set<Expr>>();
  for (const e of order) for (const a of e.args) users.set(a, (users.get(a) ?? new Set()).add(e));
  const isRoot = new Set(roots);
  const products = new Map<Expr, Product>();
  const absorbed = new Set<Expr>();
  for (const e of order) {
    if (e.op !== "add") continue;
    const terms = e.args.filter(
      (a) => isProduct(a) && !isRoot.has(a) && users.get(a)?.size === 1 && joins(a, e),
    );
    if (terms.length === 0) continue;
    for (const t of terms) absorbed.add(t);
    const rest = e.args.filter((a) => !terms.includes(a));
    products.set(e, rest.length === 0 ? { terms } : { terms, start: add(...rest) });
  }
  for (const e of order)
    if ((isProduct(e) || (e.op === "matmul" && !summedOf(e))) && !absorbed.has(e))
      products.set(e, { terms: [e] });
  return products;
}

/** The A of Aᵀ·B: such a product is a sum over rows, and nothing has to be transposed for it. */
export const summedOf = (e: Expr): Expr | undefined =>
  e.op === "matmul" && e.args[0]?.op === "transpose" ? e.args[0].args[0] : undefined;

/** The matrix that a product reads as weights, and whether it reads it transposed: a transpose is never made for it. */
export function weightOf(term: Expr): { readonly matrix: Expr; readonly transposed: boolean } {
  const given = (term.op === "matmul" ? term.args[1] : term.args[0]) ?? fail("weights");
  const base = given.op === "transpose" ? given.args[0] : undefined;
  return { matrix: base ?? given, transposed: (term.op !== "dot") !== (base !== undefined) };
}

export const isConstant = (e: Expr): boolean => e.op === "const" || e.op === "batchSize" || e.op === "size";

/** What a view looks at. */
export function baseOf(e: Expr): Expr {
  let base = e;
  while (isView(base)) base = base.args[0] ?? fail("view");
  return base;
}

export function fail(what: string): never {
  throw new Error(`the plan lost its ${what}`);
}
