import type { Derivative } from "../diff/index.js";
import { constant, type Expr, substitution } from "../ir/index.js";
import { type Context, type Level, once, value } from "./context.js";
import {
  type Gradient,
  type Graph,
  gradientTerms,
  isTransposed,
  type Place,
  type Root,
  type Scheduled,
} from "./graph.js";
import type { Section } from "./instruction.js";
import { type Buffer, fixed, type Ref } from "./memory.js";

/** Where a level keeps its parameters, what is derived from them, and their gradients. */
export interface Weights {
  place(name: string): Place;
  /** Gradients for the backward graph of the level, each with the places its sums grow in. */
  gradients(seen: (e: Expr) => Expr, adjoint?: Derivative["adjoint"]): Gradient[];
  /** Computes the derived values. */
  readonly forward: readonly Section[];
  /** Derived values that have a name in the cell. */
  readonly derived: Readonly<Record<string, Buffer>>;
  /** Gradients of derived values: summed like those of parameters. */
  readonly derivedGradients: readonly Buffer[];
  /** Pulls the gradients of derived values back to the parameters. */
  readonly pullBack: readonly Section[];
}

/** Values derived from parameters are computed before the time loop, their gradients pulled back after it. */
export function planWeights(
  context: Context,
  { name, cell, dims }: Level,
  d: Derivative,
  grads: Buffer = context.grads,
): Weights {
  const { arena } = context;
  const size = (dim: string | undefined): number => (dim === undefined ? 1 : value(dims, dim));
  const places = new Map<string, Place>();
  const gradientPlaces = new Map<string, Place>();
  for (const p of context.parameters.filter((p) => p.layer === name)) {
    const [rows, cols] = p.shape.length < 2 ? [1, p.size] : [p.rows, p.cols];
    const shape = { at: p.offset, ld: cols, rows, cols };
    places.set(p.local, { buffer: context.params, ...shape });
    gradientPlaces.set(p.local, { buffer: grads, ...shape });
  }
  const roots: Root[] = [];
  const derivedGradients: Buffer[] = [];
  const derived: Record<string, Buffer> = {};
  for (const [n, e] of Object.entries(d.once)) {
    const [rows, cols] = e.shape.length === 2 ? [size(e.shape[0]), size(e.shape[1])] : [1, size(e.shape[0])];
    const place = (buffer: Buffer): Place => ({ buffer, at: 0, ld: buffer.ld, rows, cols });
    const buffer = arena.take(`${name}.${n}`, cols, rows);
    if (n in cell.values) derived[n] = buffer;
    places.set(n, place(buffer));
    roots.push({ name: n, value: e, to: fixed(buffer) });
    if (!(n in d.adjoint.params)) continue;
    const gradient = arena.take(`${name}.d${n}`, cols, rows);
    derivedGradients.push(gradient);
    places.set(`d${n}`, place(gradient));
    gradientPlaces.set(n, place(gradient));
  }
  const sums = new Map(
    Object.entries(d.adjoint.params).map(([p, e]): [string, Buffer[]] => [
      p,
      gradientTerms(e).map((term) => {
        const [m, n] = [size(e.shape[0]), size(e.shape[1])];
        if (term.op !== "outer")
          return arena.take(`${name}.sum(${p})`, size(e.shape.at(-1)), e.shape.length === 2 ? m : 1);
        return isTransposed(m, n, arena)
          ? arena.take(`${name}.sum(${p})`, m, n)
          : arena.take(`${name}.sum(${p})`, n, m);
      }),
    ]),
  );
  // The penalty is a term of the loss, so its cotangent is 1.
  const penalised = substitution((e) =>
    e.role === "cotangent" && e.name === `d${cell.penalty}` ? constant(1) : e,
  );
  const graph: Omit<Graph, "name" | "roots" | "gradients"> = {
    carried: new Set(),
    lastOnly: true,
    names: d.names,
    leaf: (e): Ref => {
      throw new Error(`${e.name} depends on the example`);
    },
    spent: () => false,
    place: (e) => value(places, e.name ?? ""),
  };
  const flat = (n: string, s: Scheduled): Section =>
    once(n, [...s.prepare, ...s.ahead, ...s.loop, ...s.after, ...s.finish]);
  const run = (n: string, more: Pick<Graph, "roots" | "gradients">): Section[] =>
    roots.length === 0 ? [] : [flat(n, context.schedule({ ...graph, ...more, name: n }, dims))];
  return {
    place: (p) => value(places, p),
    gradients: (seen, { params } = d.adjoint) =>
      Object.entries(params).map(([p, e]) => ({
        name: p,
        value: seen(e),
        to: value(gradientPlaces, p),
        sums: value(sums, p),
      })),
    forward: run(`${name}.derived`, { roots, gradients: [] }),
    derived,
    derivedGradients,
    pullBack: run(`${name}'.derived`, {
      roots: [],
      gradients: Object.entries(d.onceAdjoint).map(([p, e]) => ({
        name: p,
        value: penalised(e),
        to: value(gradientPlaces, p),
      })),
    }),
  };
}
