import type { BackwardOptions, Engine, RawProfile, Sequences, States } from "../../src/engine/index.js";
import { orthogonal } from "../../src/init/index.js";
import { type Noise, type Parameter, parameters, resolve, type Shape } from "../../src/ir/index.js";
import { drawNoise } from "../../src/lab/noise.js";
import { paramInfos } from "../../src/lab/roles.js";
import { type Stream, stream } from "../../src/rng/index.js";
import type { Subject } from "./subjects.js";

/** Everything that one forward and backward pass reads. All numbers are float32 numbers, so that every witness sees the same. */
export interface Problem {
  readonly subject: Subject;
  readonly batch: Sequences & {
    readonly x: Float64Array;
    readonly target: Float64Array;
    readonly weight: Float64Array;
  };
  readonly params: Float64Array;
  readonly initial: States;
  /** Cotangents of the final states: the laws differentiate loss + Σ final · states. */
  readonly final: States;
}

/** Everything that one forward and backward pass gives. */
export interface Result {
  readonly loss: number;
  readonly outputs: Float64Array;
  readonly states: States;
  readonly grads: Float64Array;
  readonly initial: States;
  readonly dx: Float64Array;
}

const fill = (n: number, draw: () => number): Float64Array =>
  Float64Array.from({ length: n }, () => Math.fround(draw()));

/**
 * A random problem that moves (law 9): inputs are small, recurrent matrices are near the identity, off it by an
 * orthogonal one, gates that keep memory are open and units with kinks mostly on, so that something is left of the
 * gradient after 50 steps back.
 */
export function problem(subject: Subject, seed = 1): Problem {
  const { network, T, B } = subject;
  const root = stream(seed, "law", subject.name);
  const L = network.readout.on === "every" ? T : 1;
  const Y = network.readout.size;
  const data = root.split("data");
  const levels = resolve(network).slice(0, -1);
  const states = (of: Stream): States =>
    levels.map(({ cell, dims }) =>
      Object.fromEntries(
        Object.entries(cell.states).map(([s, { shape }]) => [
          s,
          fill(B * length(shape, dims), () => 0.5 * of.normal()),
        ]),
      ),
    );
  const weights = fill(L * B, () => (data.uniform() < 0.2 && L > 1 ? 0 : (0.5 + data.uniform()) / (L * B)));
  const target =
    network.readout.cell.name === "xent"
      ? oneHot(L * B, Y, () => data.int(Y))
      : fill(L * B * Y, () => data.normal());
  return {
    subject,
    batch: {
      T,
      x: fill(T * B * network.input, () => data.normal()),
      target,
      weight: weights,
      inputs: levels.map(({ cell, dims }) =>
        Object.fromEntries(
          Object.entries(cell.inputs)
            .slice(1)
            .map(([name, { shape, noise }]) => {
              const n = B * length(shape, dims);
              return [name, noise ? drawn(noise, T, B, n, data.split(name)) : mask(T, n, data)];
            }),
        ),
      ),
    },
    params: drawParams(subject, root.split("params")),
    initial: states(root.split("initial")),
    final: states(root.split("final")),
  };
}

function drawParams({ network }: Subject, from: Stream): Float64Array {
  const list = parameters(network);
  const flat = new Float64Array(list.reduce((n, p) => n + p.size, 0));
  const infos = paramInfos(network);
  for (const [i, p] of list.entries()) {
    const own = from.split(p.name);
    const { keep, write = [] } =
      typeof p.layer === "number" ? (network.layers[p.layer]?.cell.memory ?? {}) : {};
    const open = p.local === keep ? 3 : keep === undefined && write.includes(p.local) ? -3 : 0;
    const info = infos[i];
    const on = info?.relu && info.role === "bias" && p.start === undefined ? 0.5 : 0;
    const values =
      p.shape.length < 2
        ? fill(p.size, () => (p.start ?? 0) + open + on + 0.1 + 0.2 * own.normal())
        : matrix(p, own);
    flat.set(values.map(Math.fround), p.offset);
  }
  return flat;
}

function matrix({ shape, rows, cols, size }: Parameter, from: Stream): Float64Array {
  if (shape[0] !== shape[1]) return fill(size, () => (0.4 * from.normal()) / Math.sqrt(cols));
  return orthogonal(0.1)
    .draw(rows, cols, from)
    .map((v, i) => v + (i % (cols + 1) === 0 ? 0.95 : 0));
}

/** One in five at random, none at the last step: what the last step says must arrive. */
const mask = (T: number, n: number, from: Stream): Float64Array =>
  Float64Array.from({ length: T * n }, (_, i) => (from.uniform() < 0.2 && i < (T - 1) * n ? 1 : 0));

const drawn = (noise: Noise, T: number, B: number, n: number, from: Stream): Float64Array => {
  const values = new Float32Array(T * n);
  drawNoise(values, B, n / B, noise, from);
  return Float64Array.from(values);
};

function oneHot(positions: number, classes: number, draw: () => number): Float64Array {
  const flat = new Float64Array(positions * classes);
  for (let i = 0; i < positions; i++) flat[i * classes + draw()] = 1;
  return flat;
}

export const length = (shape: Shape, dims: Readonly<Record<string, number>>): number =>
  shape.reduce((n, d) => n * (dims[d] ?? Number.NaN), 1);

/** One forward and one backward pass. */
export function run(engine: Engine, problem: Problem, options: BackwardOptions = {}): Result {
  return passed(engine, problem, options).result;
}

/** As `run`, with the profile measured on the way. */
export function runProfiled(
  engine: Engine,
  problem: Problem,
  options: BackwardOptions = {},
): Result & { readonly profile: RawProfile } {
  const { result, backward } = passed(engine, problem, { ...options, profile: true });
  return { ...result, profile: backward.profile() };
}

function passed(engine: Engine, problem: Problem, options: BackwardOptions) {
  engine.params.set(problem.params);
  const forward = engine.forward(problem.batch, problem.initial);
  const backward = engine.backward({ finalCotangents: problem.final, ...options });
  const result: Result = {
    loss: forward.loss,
    outputs: forward.outputs(),
    states: forward.finalStates(),
    grads: Float64Array.from(engine.grads),
    initial: backward.initialCotangents(),
    dx: backward.inputGradient(),
  };
  return { result, backward };
}

/** Every array of a result by name; gradients parameter by parameter. */
export function arrays(result: Result, list: readonly Parameter[]): Readonly<Record<string, Float64Array>> {
  const named: Record<string, Float64Array> = {
    loss: Float64Array.of(result.loss),
    outputs: result.outputs,
    dx: result.dx,
  };
  result.states.forEach((layer, l) => {
    for (const [s, v] of Object.entries(layer)) named[`final ${l}.${s}`] = v;
  });
  result.initial.forEach((layer, l) => {
    for (const [s, v] of Object.entries(layer)) named[`d initial ${l}.${s}`] = v;
  });
  for (const p of list) named[`d ${p.name}`] = result.grads.subarray(p.offset, p.offset + p.size);
  return named;
}

/** Largest absolute value; NaN when one is NaN. */
export const largest = (of: ArrayLike<number>): number => {
  let top = 0;
  for (let i = 0; i < of.length; i++) top = Math.max(top, Math.abs(of[i] ?? Number.NaN));
  return top;
};

/** Largest absolute difference, NaN when one is NaN or the lengths differ. */
export const difference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  if (a.length !== b.length) return Number.NaN;
  return largest(Array.from(a, (v, i) => v - (b[i] ?? Number.NaN)));
};

/** Difference relative to the largest value of `expected`; 0 when both are all zeros. */
export function distance(given: ArrayLike<number>, expected: ArrayLike<number>): number {
  const d = difference(given, expected);
  return d === 0 ? 0 : d / largest(expected);
}

/** A copy of the weights with those of the steps that `keep` refuses set to 0 (readout on every step). */
export function onlyAt(problem: Problem, keep: (t: number) => boolean): Problem {
  const { T, weight } = problem.batch;
  const B = problem.subject.B;
  const L = weight.length / B;
  const kept = weight.map((_, i) => (keep(L === 1 ? T - 1 : Math.floor(i / B)) ? 1 / B : 0));
  const silent = (of: States): States =>
    of.map((layer) => Object.fromEntries(Object.entries(layer).map(([s, v]) => [s, v.map(() => 0)])));
  return { ...problem, batch: { ...problem.batch, weight: kept }, final: silent(problem.final) };
}

/** The steps from..to of a problem as a batch of their own. */
export function window({ subject, batch }: Problem, from: number, to: number): Sequences {
  const { B, network } = subject;
  const cut = (flat: ArrayLike<number>, width: number): Float64Array =>
    Float64Array.from(flat).slice(from * B * width, to * B * width);
  const every = network.readout.on === "every";
  const last = to === batch.T;
  return {
    T: to - from,
    x: cut(batch.x, network.input),
    target: every ? cut(batch.target, network.readout.size) : batch.target,
    weight: every ? cut(batch.weight, 1) : last ? batch.weight : batch.weight.map(() => 0),
    inputs: (batch.inputs ?? []).map((layer) =>
      Object.fromEntries(Object.entries(layer).map(([name, v]) => [name, cut(v, v.length / (batch.T * B))])),
    ),
  };
}

/** The bits of numbers, so that 0 and -0 and two NaN differ. */
export const bits = (of: ArrayLike<number>): string =>
  Buffer.from(Float64Array.from(of).buffer).toString("base64");
