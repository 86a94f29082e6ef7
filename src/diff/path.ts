import { add, type Expr, ops } from "../ir/index.js";

/** What an equation of the adjoint step does to the vector that goes back through it. */
export type Kind = "weights" | "activation" | "gates" | "meeting";

/** One stretch of the way back: before it the vector is made of some parts, after it of others. */
export interface Stretch<V> {
  readonly kind: Kind;
  readonly before: readonly V[];
  readonly after: readonly V[];
}

/**
 * The way of the gradient back through one step, from the cotangents of the new states (and of the output, where it is
 * none of them) to those of the states before.
 *
 * On its way the backward vector is a set of vectors, with a joint norm N. Each stretch replaces some of them and
 * multiplies N by a factor; the factors of all stretches multiply to that of the step. Only vectors on the way to a state
 * count; what goes to parameters and inputs does not.
 *
 * - gates: sums, differences and products with other forward values, everything up to the next activation or matrix.
 *   Parts that come together inside such a stretch are added in it.
 * - activation: derivatives of tanh, sigmoid, ReLU, exp, log, sqrt, abs, minimum.
 * - weights: products with matrices, and with vectors of parameters, and their sums. What several give to one value is added.
 * - meeting: where what a stretch gives joins what an earlier one gave.
 *
 * Stretches are taken in this order: gates as long as there are any, then activations, then weights.
 */
export interface Path<V> {
  readonly entering: readonly V[];
  readonly stretches: readonly Stretch<V>[];
  readonly leaving: readonly V[];
}

const ACTIVATIONS: ReadonlySet<string> = new Set([
  "tanh",
  "sigmoid",
  "relu",
  "exp",
  "log",
  "sqrt",
  "abs",
  "minimum",
]);
const PRODUCTS: ReadonlySet<string> = new Set(["dot", "dotT", "matmul", "outer"]);
const SUMS: ReadonlySet<string> = new Set(["add", "sub", "neg"]);

/**
 * The way back through a step.
 *
 * @param order the nodes of the step, operands first
 * @param totals total cotangent of every node that has one
 * @param seeds cotangents that arrive at the step's values
 */
export function pathOf(
  order: readonly Expr[],
  totals: ReadonlyMap<Expr, Expr>,
  seeds: readonly (readonly [Expr, Expr])[],
): Path<Expr> {
  const gives = partsTowardsStates(order, totals);
  const kinds = new Map<Expr, Kind>();
  for (const [e, parts] of gives)
    kinds.set(
      e,
      kindOf(
        e,
        parts.map(([to]) => kinds.get(to)),
      ),
    );
  const missing = new Map<Expr, number>();
  const expect = (e: Expr) => missing.set(e, (missing.get(e) ?? 0) + 1);
  for (const [e] of seeds) expect(e);
  for (const parts of gives.values()) for (const [to] of parts) expect(to);

  // What every value on the way has received so far; complete ones hold their total.
  const front = new Map<Expr, Expr>();
  const receive = (into: Map<Expr, Expr>, e: Expr, part: Expr) => {
    missing.set(e, (missing.get(e) ?? 0) - 1);
    const held = into.get(e);
    into.set(e, held ? add(held, part) : part);
  };
  for (const [e, d] of seeds) receive(front, e, d);
  const whole = (e: Expr, held: Expr): Expr => (missing.get(e) === 0 ? (totals.get(e) ?? held) : held);
  const vectors = (): Expr[] => [...front].map(([e, held]) => whole(e, held));

  const entering = seeds.map(([, d]) => d);
  const stretches: Stretch<Expr>[] = [];
  /** Expands every ready value of a kind; with `again`, what that makes ready too. */
  const go = (kind: Exclude<Kind, "meeting">, again: boolean): boolean => {
    const before = vectors();
    const received = new Map<Expr, Expr>();
    const isReady = (e: Expr) => missing.get(e) === 0 && e.op !== "var" && kinds.get(e) === kind;
    let went = false;
    for (;;) {
      const ready = [...new Set([...front.keys(), ...(again ? received.keys() : [])])].filter(isReady);
      if (ready.length === 0) break;
      went = true;
      for (const e of ready) {
        front.delete(e);
        received.delete(e);
        for (const [to, part] of gives.get(e) ?? []) receive(received, to, part);
      }
      if (!again) break;
    }
    if (!went) return false;
    const apart = [
      ...[...front].map(([e, held]) => (received.has(e) ? held : whole(e, held))),
      ...[...received].map(([e, part]) => (front.has(e) ? part : whole(e, part))),
    ];
    stretches.push({ kind, before, after: apart });
    const meets = [...received.keys()].some((e) => front.has(e));
    for (const [e, part] of received) {
      const held = front.get(e);
      front.set(e, held ? add(held, part) : part);
    }
    if (meets) stretches.push({ kind: "meeting", before: apart, after: vectors() });
    return true;
  };
  while (go("gates", true) || go("activation", false) || go("weights", true));
  const leaving = [...front].flatMap(([e, held]) => (e.role === "state" ? [whole(e, held)] : []));
  if (leaving.length < front.size) stretches.push({ kind: "gates", before: vectors(), after: leaving });
  return { entering, stretches, leaving };
}

/** Of every node on the way to a state: what it gives to its operands that are. */
function partsTowardsStates(
  order: readonly Expr[],
  totals: ReadonlyMap<Expr, Expr>,
): Map<Expr, (readonly [Expr, Expr])[]> {
  const gives = new Map<Expr, (readonly [Expr, Expr])[]>();
  for (const e of order) {
    const d = totals.get(e);
    if (!d) continue;
    if (e.op === "var") {
      if (e.role === "state") gives.set(e, []);
      continue;
    }
    const parts = ops[e.op].pullback(d, e.args, e).flatMap((part, i) => {
      const to = e.args[i];
      return part && to && gives.has(to) ? [[to, part] as const] : [];
    });
    if (parts.length > 0) gives.set(e, parts);
  }
  return gives;
}

/** The path with every vector replaced. */
export const mapPath = <V, W>({ entering, stretches, leaving }: Path<V>, f: (v: V) => W): Path<W> => ({
  entering: entering.map(f),
  stretches: stretches.map(({ kind, before, after }) => ({
    kind,
    before: before.map(f),
    after: after.map(f),
  })),
  leaving: leaving.map(f),
});

/** Every vector of a path, some more than once. */
export const vectorsOf = <V>({ entering, stretches, leaving }: Path<V>): V[] => [
  ...entering,
  ...stretches.flatMap(({ before, after }) => [...before, ...after]),
  ...leaving,
];

/** A sum of nothing but products with weights belongs to them. */
function kindOf(e: Expr, operands: readonly (Kind | undefined)[]): Kind {
  if (ACTIVATIONS.has(e.op)) return "activation";
  if (PRODUCTS.has(e.op) || (e.op === "mul" && e.args.some(isParameter))) return "weights";
  return SUMS.has(e.op) && operands.every((kind) => kind === "weights") ? "weights" : "gates";
}

/** A parameter, or what is computed from parameters alone, seen through broadcasting. */
function isParameter(e: Expr): boolean {
  if (e.op === "spread" || e.op === "repeat") return e.args.every(isParameter);
  return e.role === "param" || e.role === "derived";
}
