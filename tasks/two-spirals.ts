import { z } from "zod";
import type { Batch, Criterion, Metrics, Task, TaskFamily } from "../src/lab/index.js";
import type { Stream } from "../src/rng/index.js";
import { oneOf, resolve } from "./options.js";

/** Where on its spiral a point lies is a number from 0 (the outer end) to 96. */
const LAST = 96;

const variants = {
  lang: {
    summary:
      "the 194 points of Lang & Witbrock 1988, drawn with replacement, for training and evaluation alike",
    place: (stream: Stream) => stream.int(LAST + 1),
  },
  continuous: {
    summary: "points anywhere on the two curves: evaluation asks for points never seen in training",
    place: (stream: Stream) => LAST * stream.uniform(),
  },
} as const;

const options = z.strictObject({
  variant: oneOf(variants).default("lang").describe("which points there are"),
});

/**
 * Two spirals: tell on which of two interlocking spirals, three turns each, a point of the plane lies.
 *
 * A task of one step: no memory is needed, but a stack that bends the plane a lot, and so a gradient that reaches its
 * lower layers.
 *
 * Source    Lang & Witbrock 1988, "Learning to Tell Two Spirals Apart": for i = 0..96 the angle is φ = i·π/16 and the
 *           radius r = 6.5·(104 - i)/104; one spiral has the points (r sin φ, r cos φ), the other their negatives. As
 *           in mkspiral.c of A. Wieland, MITRE, from whom the problem is.
 * Deviates  two outputs with cross-entropy, where the paper has one logistic output with squared error.
 * Shapes    x [1, B, 2], target [1, B, 2] one-hot.
 * Baseline  an answer that reads nothing: ln 2 nats, accuracy 1/2.
 */
export const twoSpirals: TaskFamily = {
  name: "two-spirals",
  summary: "tell two interlocking spirals in the plane apart: depth without time",
  cite: "lang1988",
  options,
  variants: Object.fromEntries(Object.entries(variants).map(([name, v]) => [name, v.summary])),
  create(given) {
    const chosen = resolve("two-spirals", options, given);
    return Object.freeze<Task>({
      name: "two-spirals",
      options: Object.freeze(chosen),
      input: 2,
      output: 2,
      loss: "xent",
      readout: "last",
      steps: 1,
      baseline: Math.LN2,
      plateaus: [],
      floor: 0,
      lag: { min: 0, mean: 0, max: 0 },
      criteria,
      sample: (stream, B) => sample(variants[chosen.variant].place, stream, B),
      score,
      ideal,
      memoryless: blind,
      within: (batch, k) => (k === 0 ? blind(batch) : ideal(batch)),
      lags: ({ B }) => new Array<number>(B).fill(0),
    });
  },
};

const criteria: readonly Criterion[] = [
  {
    name: "accuracy",
    rule: "accuracy ≥ 0.99",
    cite: "hindsight",
    holds: ({ accuracy = Number.NaN }) => accuracy >= 0.99,
  },
  {
    name: "all",
    rule: "every evaluation point right",
    cite: "lang1988",
    holds: ({ accuracy }) => accuracy === 1,
  },
];

function sample(place: (stream: Stream) => number, stream: Stream, B: number): Batch {
  const x = new Float64Array(2 * B);
  const target = new Float64Array(2 * B);
  for (let b = 0; b < B; b++) {
    const i = place(stream);
    const spiral = stream.int(2);
    const [angle, sign] = [(i * Math.PI) / 16, 1 - 2 * spiral];
    const radius = (6.5 * (104 - i)) / 104;
    x.set([sign * radius * Math.sin(angle), sign * radius * Math.cos(angle)], 2 * b);
    target[2 * b + spiral] = 1;
  }
  return { T: 1, B, x, target, weight: new Float64Array(B).fill(1) };
}

const blind = ({ B }: Batch): Float64Array => new Float64Array(2 * B);

/** The radius of a point tells where on its spiral it must be, and on which side of the origin that is says which. */
function ideal({ B, x }: Batch): Float64Array {
  const y = new Float64Array(2 * B);
  for (let b = 0; b < B; b++) {
    const [u, v] = [x[2 * b] ?? Number.NaN, x[2 * b + 1] ?? Number.NaN];
    const angle = (104 * (1 - Math.hypot(u, v) / 6.5) * Math.PI) / 16;
    y[2 * b + (u * Math.sin(angle) + v * Math.cos(angle) > 0 ? 0 : 1)] = CERTAIN;
  }
  return y;
}

/** A logit that leaves the other class a probability of 0 exactly. */
const CERTAIN = 1000;

/** accuracy: share of points whose own class has the greater logit; a tie or a NaN is wrong. */
function score(y: ArrayLike<number>, { B, target }: Batch): Metrics {
  let right = 0;
  for (let b = 0; b < B; b++) {
    const own = target[2 * b] === 1 ? 0 : 1;
    if ((y[2 * b + own] ?? Number.NaN) > (y[2 * b + 1 - own] ?? Number.NaN)) right++;
  }
  return { accuracy: right / B };
}
