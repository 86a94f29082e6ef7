import { describe, expect, it } from "vitest";
import type { Engine, States } from "../../src/engine/index.js";
import { parameters, topological } from "../../src/ir/index.js";
import { stream } from "../../src/rng/index.js";
import { largest, type Problem, problem, run } from "./problem.js";
import { cases, type Subject, subjects } from "./subjects.js";
import { withEngine } from "./witness.js";

// float64 only: in float32 rounding hides ε². The float32 gradients are held to these by law 2.

/** A point or direction in everything that a pass reads: parameters, inputs, initial states. */
interface Point {
  readonly params: Float64Array;
  readonly x: Float64Array;
  readonly initial: States;
}

const mapStates = (of: States, f: (v: Float64Array, layer: number, s: string) => Float64Array): States =>
  of.map((layer, l) => Object.fromEntries(Object.entries(layer).map(([s, v]) => [s, f(v, l, s)])));

const dotProduct = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i] ?? Number.NaN) * (b[i] ?? Number.NaN);
  return total;
};

const statesProduct = (a: States, b: States): number =>
  a.reduce(
    (sum, layer, l) =>
      sum + Object.entries(layer).reduce((s, [name, v]) => s + dotProduct(v, b[l]?.[name] ?? []), 0),
    0,
  );

function moved(p: Problem, along: Point, by: number): Problem {
  const move = (v: Float64Array, d: ArrayLike<number>) => v.map((e, i) => e + by * (d[i] ?? Number.NaN));
  return {
    ...p,
    params: move(p.params, along.params),
    batch: { ...p.batch, x: move(p.batch.x, along.x) },
    initial: mapStates(p.initial, (v, l, s) => move(v, along.initial[l]?.[s] ?? [])),
  };
}

/** What the laws differentiate: the loss, the penalty and a linear function of the final states. */
function objective(engine: Engine, p: Problem): number {
  engine.params.set(p.params);
  const forward = engine.forward(p.batch, p.initial);
  return forward.loss + engine.penalty() + statesProduct(p.final, forward.finalStates());
}

function gradient(engine: Engine, p: Problem): Point {
  const { grads, dx, initial } = run(engine, p);
  return { params: grads, x: dx, initial };
}

const slope = (g: Point, along: Point): number =>
  dotProduct(g.params, along.params) + dotProduct(g.x, along.x) + statesProduct(g.initial, along.initial);

/** A random direction of length 1 in parameters, inputs and initial states together. */
function direction(p: Problem): Point {
  const from = stream(7, "direction", p.subject.name);
  const draw = (v: Float64Array) => v.map(() => from.normal());
  const d = { params: draw(p.params), x: draw(p.batch.x), initial: mapStates(p.initial, draw) };
  const size = Math.sqrt(slope(d, d));
  const shrink = (v: Float64Array) => v.map((e) => e / size);
  return { params: shrink(d.params), x: shrink(d.x), initial: mapStates(d.initial, shrink) };
}

/**
 * Steps of the Taylor test. The error of the prediction is c ε² + O(ε³) with c of order 1: at the smallest ε it is
 * 2.5e-9, 10⁶ times what rounding leaves in a sum of order 1; at the largest the third order adds a percent,
 * as long as kinks (ReLU, abs, step, minimum) are further away than ε.
 */
const epsilons = [4e-4, 2e-4, 1e-4, 5e-5];

/** In whose cells the gradient is deliberately not the derivative: ops `clipGradient` and, at random, `detach`. */
const other = /clip-state|h-detach/;
const exact = cases(
  subjects.filter(({ name }) => !other.test(name)),
  ({ precision }) => precision === "float64",
);

describe("Taylor", () => {
  it.each(exact)("the error of the first-order prediction falls as ε²: $name", async ({
    subject,
    witness,
  }) => {
    const p = problem(subject);
    const along = direction(p);
    const errors = await withEngine(witness, subject.network, subject, (engine) => {
      const start = objective(engine, p);
      const rise = slope(gradient(engine, p), along);
      return epsilons.map((e) => Math.abs(objective(engine, moved(p, along, e)) - start - e * rise));
    });
    const slopes = errors.slice(1).map((e, i) => Math.log2((errors[i] ?? Number.NaN) / e));
    for (const s of slopes) {
      expect(s, `errors ${errors}`).toBeGreaterThan(1.9);
      expect(s, `errors ${errors}`).toBeLessThan(2.1);
    }
  });

  it.each(exact)("central differences agree with the gradient, one number at a time: $name", async ({
    subject,
    witness,
  }) => {
    const p = problem(subject);
    await withEngine(witness, subject.network, subject, (engine) => {
      const g = gradient(engine, p);
      const scale = Math.abs(objective(engine, p)) + statesProduct(p.final, p.final);
      const none: Point = {
        params: g.params.map(() => 0),
        x: g.x.map(() => 0),
        initial: mapStates(g.initial, (v) => v.map(() => 0)),
      };
      const axes: [string, Point][] = parameters(subject.network).map(({ name, offset, size }) => [
        name,
        { ...none, params: unit(none.params, offset + topIndex(g.params.subarray(offset, offset + size))) },
      ]);
      axes.push(["x", { ...none, x: unit(none.x, topIndex(g.x)) }]);
      g.initial.forEach((layer, l) => {
        for (const [s, v] of Object.entries(layer))
          axes.push([
            `initial ${l}.${s}`,
            {
              ...none,
              initial: mapStates(none.initial, (z, m, n) => (m === l && n === s ? unit(z, topIndex(v)) : z)),
            },
          ]);
      });
      for (const [name, axis] of axes) {
        const central = (h: number) =>
          (objective(engine, moved(p, axis, h)) - objective(engine, moved(p, axis, -h))) / (2 * h);
        // A kink in between would make it the mean of two slopes, so h is small where there are kinks.
        const h = hasKinks(subject) ? 1e-6 : 2e-5;
        const [fine, coarse] = [central(h), central(2 * h)];
        // The error of `fine` is c h² and that of `coarse` 4 c h², so their difference bounds both; rounding adds
        // a few hundred units of the objective (one a step and layer), divided by 2h.
        const bound = Math.abs(coarse - fine) + (400 * 2 ** -53 * scale) / (2 * h);
        expect(Math.abs(fine - slope(g, axis)), name).toBeLessThanOrEqual(bound);
        expect(bound, `${name}: the bound would notice a wrong gradient`).toBeLessThan(
          1e-2 * Math.abs(fine) + 1e-7 * scale,
        );
      }
    });
  });
});

const kinks = new Set(["relu", "abs", "step", "minimum"]);
const hasKinks = ({ network }: Subject): boolean =>
  network.layers.some(({ cell }) => topological(Object.values(cell.values)).some((e) => kinks.has(e.op)));

const unit = (zeros: Float64Array, at: number): Float64Array => zeros.map((_, i) => (i === at ? 1 : 0));

function topIndex(of: Float64Array): number {
  const top = largest(of);
  return of.findIndex((v) => Math.abs(v) === top);
}
