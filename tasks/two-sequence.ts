import { z } from "zod";
import type { Batch, Criterion, Metrics, Task, TaskFamily } from "../src/lab/index.js";
import type { Stream } from "../src/rng/index.js";
import { oneOf, resolve, whole } from "./options.js";

interface Variant {
  readonly summary: string;
  /** Variance of the noise on the first N inputs. */
  readonly signalNoise: number;
  /** Targets of the two classes, and the variance of the noise on them. */
  readonly targets: readonly [one: number, other: number];
  readonly targetNoise: number;
}

/** Variance, not standard deviation, of the inputs that say nothing. */
const NOISE = 0.2;

const variants = {
  "3a": {
    summary: "the first N inputs are +1 or -1, then noise; targets 1 and 0",
    signalNoise: 0,
    targets: [1, 0],
    targetNoise: 0,
  },
  "3b": {
    summary: "as 3a, with the same noise on the first N inputs too",
    signalNoise: NOISE,
    targets: [1, 0],
    targetNoise: 0,
  },
  "3c": {
    summary: "as 3b, with targets 0.2 and 0.8 under noise of variance 0.1",
    signalNoise: NOISE,
    targets: [0.2, 0.8],
    targetNoise: 0.1,
  },
} satisfies Record<string, Variant>;

const options = z.strictObject({
  T: whole("T", 2, 100_000).default(100).describe("shortest length; lengths go up to 1.1 T"),
  variant: oneOf(variants).default("3a").describe("which task of the paper"),
  N: whole("N", 1, 1000).default(3).describe("inputs that say the class (the paper has 1 and 3)"),
});

/**
 * The two-sequence problem: noise and signal in one channel. The first N inputs say which of two classes a sequence is
 * of, all later ones are noise; give the class at the end.
 *
 * Source    Hochreiter & Schmidhuber 1997, sec. 5.3, after Bengio, Simard & Frasconi 1994.
 * Reading   3c keeps the noise of 3b on its inputs.
 * Shapes    x [1.1 T, B, 1], target [1.1 T, B, 1], weight 1 on each row's last step.
 * Baseline  The variance of the target: 1/4; 3c: 0.3² + 0.1.
 * Floor     The noise of the target and, where the signal is noisy, what is left of the class's variance when all N
 *           inputs are known: d² E[p(1 - p)] with p = sigmoid(2 S/σ²) for the sum S of the N inputs.
 * Lag       3a: to the last of the N inputs, each of which says all; 3b, 3c: to the first, since each adds to it.
 */
export const twoSequence: TaskFamily = {
  name: "two-sequence",
  summary: "say from its first few values which of two kinds a noisy sequence is",
  cite: "hochreiter1997",
  options,
  variants: Object.fromEntries(Object.entries(variants).map(([name, v]) => [name, v.summary])),
  create(given) {
    const chosen = resolve("two-sequence", options, given);
    const { N, T } = chosen;
    if (N >= T)
      throw new RangeError(
        `Task "two-sequence": N must be less than T, but N was ${N} and T was ${T}; raise T or lower N.`,
      );
    return create(variants[chosen.variant], chosen);
  },
};

function create(v: Variant, chosen: z.infer<typeof options>): Task {
  const { T, N } = chosen;
  const longest = T + Math.floor(T / 10);
  const distance = (v.targets[0] - v.targets[1]) ** 2;
  const baseline = distance / 4 + v.targetNoise;
  const needed = v.signalNoise > 0 ? 0 : N - 1;
  return Object.freeze<Task>({
    name: "two-sequence",
    options: Object.freeze(chosen),
    input: 1,
    output: 1,
    loss: "mse",
    readout: "every",
    steps: longest,
    baseline,
    plateaus: [],
    floor: v.targetNoise + distance * doubt(N, v.signalNoise),
    lag: { min: T - 1 - needed, mean: (T + longest) / 2 - 1 - needed, max: longest - 1 - needed },
    criteria: [meanBelow(v.targetNoise > 0 ? 0.015 : 0.01), st1],
    sample: (stream, B) => sample(v, chosen, stream, B),
    score: (y, batch) => score(v, N, y, batch),
    ideal: (batch) => within(v, N, batch, batch.T),
    memoryless: (batch) => within(v, N, batch, 0),
    within: (batch, k) => within(v, N, batch, k),
    lags: (batch) => lastSteps(batch).map(({ last }) => last - needed),
  });
}

/** E[p(1 - p)] of the probability p of a class, given the sum of N inputs: the trapezoidal rule over its normal law. */
function doubt(N: number, variance: number): number {
  if (variance === 0) return 0;
  const [steps, reach] = [4000, 10];
  const deviation = Math.sqrt(N * variance);
  let [sum, weights] = [0, 0];
  for (let i = 0; i <= steps; i++) {
    const z = reach * ((2 * i) / steps - 1);
    const w = Math.exp((-z * z) / 2);
    const p = posterior(N + deviation * z, variance);
    sum += w * p * (1 - p);
    weights += w;
  }
  return sum / weights;
}

/** Probability of the class with +1 from the sum of its inputs. */
function posterior(sum: number, variance: number): number {
  return variance === 0 ? (1 + Math.sign(sum)) / 2 : 1 / (1 + Math.exp((-2 * sum) / variance));
}

function sample(v: Variant, { T, N }: z.infer<typeof options>, stream: Stream, B: number): Batch {
  const lengths = Array.from({ length: B }, () => T + stream.int(Math.floor(T / 10) + 1));
  const steps = Math.max(...lengths);
  const x = new Float64Array(steps * B);
  const target = new Float64Array(steps * B);
  const weight = new Float64Array(steps * B);
  for (const [b, L] of lengths.entries()) {
    const kind = stream.int(2);
    const signal = kind === 0 ? 1 : -1;
    for (let t = 0; t < L; t++) {
      const variance = t < N ? v.signalNoise : NOISE;
      const noise = variance > 0 ? Math.sqrt(variance) * stream.normal() : 0;
      x[t * B + b] = (t < N ? signal : 0) + noise;
    }
    const noise = v.targetNoise > 0 ? Math.sqrt(v.targetNoise) * stream.normal() : 0;
    target[(L - 1) * B + b] = v.targets[kind === 0 ? 0 : 1] + noise;
    weight[(L - 1) * B + b] = 1;
  }
  return { T: steps, B, x, target, weight };
}

function lastSteps({ B, weight }: Pick<Batch, "B" | "weight">) {
  const found: { readonly position: number; readonly b: number; readonly last: number }[] = [];
  for (const [position, w] of weight.entries())
    if (w !== 0) found.push({ position, b: position % B, last: Math.floor(position / B) });
  return found;
}

/** The expectation of the target, given those of the first N inputs that are in sight. */
function within(v: Variant, N: number, { B, x, weight }: Batch, k: number): Float64Array {
  const y = new Float64Array(weight.length);
  for (const { position, b, last } of lastSteps({ B, weight })) {
    let sum = 0;
    for (let t = Math.max(0, last - k + 1); t < N; t++) sum += x[t * B + b] ?? Number.NaN;
    const p = posterior(sum, v.signalNoise);
    y[position] = p * v.targets[0] + (1 - p) * v.targets[1];
  }
  return y;
}

/**
 * mse; over02: share of sequences whose error is 0.2 or more (a NaN counts); meanError: the mean of that error. Errors
 * are those against the best answer from all inputs: in 3a that is the target, in the others noise forbids more.
 */
function score(v: Variant, N: number, y: ArrayLike<number>, batch: Batch): Metrics {
  const { B, target } = batch;
  const best = within(v, N, batch, batch.T);
  let [squares, over02, errors] = [0, 0, 0];
  for (const { position } of lastSteps(batch)) {
    const answer = y[position] ?? Number.NaN;
    squares += (answer - (target[position] ?? Number.NaN)) ** 2;
    const error = Math.abs(answer - (best[position] ?? Number.NaN));
    errors += error;
    if (!(error < 0.2)) over02 += 1;
  }
  return { mse: squares / B, over02: over02 / B, meanError: errors / B };
}

const st1: Criterion = {
  name: "st1",
  rule: "error below 0.2 on every evaluation sequence (256 in the paper)",
  cite: "hochreiter1997",
  holds: ({ over02 }) => over02 === 0,
};

const meanBelow = (limit: number): Criterion => ({
  name: "st2",
  rule: `error below 0.2 on every evaluation sequence and below ${limit} on average`,
  cite: "hochreiter1997",
  holds: ({ over02, meanError = Number.NaN }) => over02 === 0 && meanError < limit,
});
