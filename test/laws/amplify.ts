import { expect } from "vitest";
import { derive } from "../../src/diff/index.js";
import type { Engine, States } from "../../src/engine/index.js";
import { type Expr, parameters, resolve, topological } from "../../src/ir/index.js";
import { type Stream, stream } from "../../src/rng/index.js";
import { arrays, bits, difference, distance, type Problem, type Result, window } from "./problem.js";
import { interp, type Witness, withEngine } from "./witness.js";

/*
 * How far a witness may be from the specification.
 *
 * A step in arithmetic with unit of rounding u (2^-24 for float32) gives what an exact step gives for slightly other
 * operands: each relative rounding can be pushed onto a parameter, an input, a state or a cotangent of that step, and
 * no number takes more than k of them, where k is the longest chain of roundings within one step (`chain`). So the
 * error of a whole pass is what relative perturbations of at most k·u, new at every step, do to it. What they do is not
 * guessed but measured: the float64 interpreter runs one step at a time (law 5), forward and back, and every operand
 * is multiplied by 1 ± u at every step. The largest deviation of a few such runs, times k, is the bound. It grows with
 * T exactly as the network amplifies errors: linearly for a network that keeps, exponentially for one that explodes.
 */

/** Runs forward and back, one step at a time, with every operand of every step perturbed by ± unit. */
export function perturbed(engine: Engine, p: Problem, unit: number, from: Stream): SteppedResult {
  const { T } = p.batch;
  const shake = (v: ArrayLike<number>, of: Stream): Float64Array =>
    Float64Array.from(v, (e) => e * (1 + (of.uniform() < 0.5 ? unit : -unit)));
  const shakeStates = (of: States, s: Stream): States =>
    of.map((layer) => mapObject(layer, (v) => shake(v, s)));
  const every = p.subject.network.readout.on === "every";

  const step = (t: number, states: States) => {
    const noise = from.split("step", t);
    engine.params.set(shake(p.params, noise));
    const batch = window(p, t, t + 1);
    return engine.forward({ ...batch, x: shake(batch.x, noise) }, states);
  };
  const before: States[] = [];
  const outputs: Float64Array[] = [];
  let states = p.initial;
  let loss = 0;
  for (let t = 0; t < T; t++) {
    states = shakeStates(states, from.split("state", t));
    before.push(states);
    const forward = step(t, states);
    loss += forward.loss;
    if (every || t === T - 1) outputs.push(forward.outputs());
    states = forward.finalStates();
  }
  let cotangents = p.final;
  const dx: Float64Array[] = [];
  const norms: Norms[number][] = [];
  for (let t = T - 1; t >= 0; t--) {
    const noise = from.split("back", t);
    step(t, before[t] ?? []);
    engine.grads.set(shake(engine.grads, noise));
    const backward = engine.backward({
      finalCotangents: shakeStates(cotangents, noise),
      accumulate: t < T - 1,
    });
    cotangents = backward.initialCotangents();
    dx[t] = backward.inputGradient();
    norms[t] = cotangents.map((layer) => mapObject(layer, (v) => meanNorm(v, p.subject.B)));
  }
  return {
    loss,
    outputs: join(outputs),
    states,
    grads: Float64Array.from(engine.grads),
    initial: cotangents,
    dx: join(dx),
    norms,
  };
}

/** Batch mean of the norms of the cotangents that arrive before step t, by layer and state. */
export type Norms = readonly (readonly Readonly<Record<string, number>>[])[];

export interface SteppedResult extends Result {
  readonly norms: Norms;
}

/**
 * Bounds on the absolute error of every array of a result (by the names of `arrays`), and on log10 of the norms of the
 * carried cotangents ("norms"), in arithmetic with this unit of rounding.
 */
export async function bounds(p: Problem, unit: number): Promise<Readonly<Record<string, number>>> {
  const key = `${unit} ${p.subject.name} ${bits(p.batch.x)}`;
  const known = measured.get(key);
  if (known) return known;
  const found = await withEngine(interp, p.subject.network, p.subject, (engine) => {
    const named = (r: SteppedResult): Readonly<Record<string, Float64Array>> => ({
      ...arrays(r, engine.parameters),
      norms: logNorms(r.norms),
    });
    const clean = named(perturbed(engine, p, 0, stream(1)));
    const k = chain(p);
    const most: Record<string, number> = mapObject(clean, () => 0);
    for (let i = 0; i < 4; i++) {
      const shaken = named(perturbed(engine, p, unit, stream(11, "amplify", p.subject.name, i)));
      for (const [name, v] of Object.entries(clean))
        most[name] = Math.max(most[name] ?? 0, k * difference(shaken[name] ?? [], v));
    }
    return most;
  });
  measured.set(key, found);
  return found;
}

/** What was measured already in this test file. */
const measured = new Map<string, Readonly<Record<string, number>>>();

/** log10 of all norms that a run in single steps met; those of nothing left out. */
const logNorms = (norms: Norms): Float64Array =>
  Float64Array.from(
    norms.flatMap((step) => step.flatMap((layer) => Object.values(layer).map(Math.log10))),
  ).filter(Number.isFinite);

/**
 * Complains, in words, when two results differ by more than the arithmetic of a witness explains: `slack` times the bound
 * in float32, 1e-12 of the largest element in float64.
 */
export async function expectClose(
  given: Result,
  expected: Result,
  p: Problem,
  witness: Witness,
  slack = 1,
): Promise<void> {
  const list = parameters(p.subject.network);
  const bound = witness.precision === "float32" ? await bounds(p, witness.unit) : undefined;
  const g = arrays(given, list);
  for (const [name, e] of Object.entries(arrays(expected, list)))
    if (bound)
      expect(difference(g[name] ?? [], e), name).toBeLessThanOrEqual(slack * (bound[name] ?? Number.NaN));
    else expect(distance(g[name] ?? [], e), name).toBeLessThan(1e-12);
}

/** Roundings of these count as four: the vector maths promises a few units in the last place. */
const transcendental = new Set(["tanh", "sigmoid", "exp", "log"]);

/** The longest chain of roundings within one step, forward and back: the longest contraction and the depth of the equations. */
export function chain(p: Problem): number {
  const { network, B } = p.subject;
  let most = 0;
  for (const { cell, dims } of resolve(network)) {
    const d = derive(cell);
    const contraction = Object.values(dims).reduce((a, b) => a + b, 0) + B;
    const roots = [
      d.step,
      d.once,
      d.adjoint.states,
      d.adjoint.inputs,
      d.adjoint.params,
      d.onceAdjoint,
    ].flatMap((g) => Object.values(g));
    most = Math.max(most, contraction + depth(Object.values(d.step)) + depth(roots));
  }
  return most;
}

function depth(roots: readonly Expr[]): number {
  const at = new Map<Expr, number>();
  for (const e of topological(roots)) {
    const below = Math.max(0, ...e.args.map((a) => at.get(a) ?? 0));
    at.set(
      e,
      below +
        (e.op === "var" || e.op === "const"
          ? 0
          : transcendental.has(e.op)
            ? 4
            : Math.max(1, e.args.length - 1)),
    );
  }
  return Math.max(0, ...at.values());
}

const meanNorm = (v: Float64Array, B: number): number => {
  const n = v.length / B;
  let total = 0;
  for (let b = 0; b < B; b++) total += Math.hypot(...v.subarray(b * n, (b + 1) * n));
  return total / B;
};

const join = (parts: readonly Float64Array[]): Float64Array =>
  Float64Array.from(parts.flatMap((part) => Array.from(part)));

function mapObject<A, R>(of: Readonly<Record<string, A>>, f: (a: A) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(of).map(([key, a]) => [key, f(a)]));
}
