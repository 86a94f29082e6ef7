import type { Facts } from "../../src/diagnose/index.js";
import { makeTask } from "../../tasks/index.js";
import {
  curve,
  end,
  evaluation,
  factsWith,
  gate,
  layer,
  probe,
  profile,
  type Records,
  stackProfile,
  start,
  state,
  steps,
  tensor,
} from "./evidence.js";

/** What a rule is given, and what it must say. */
export interface Case {
  readonly rule: string;
  readonly name: string;
  readonly facts?: Facts;
  readonly records: Records;
  /** The severity with which it fires; undefined: it must be silent. */
  readonly says: "info" | "warn" | "fail" | undefined;
}

const B = 1 / 6;
const flat = (loss: number) => steps(1000, () => loss);
const evaluated = (losses: readonly number[], every = 100) =>
  losses.map((loss, i) => evaluation((i + 1) * every, loss));
const merged = (...parts: Records[]): Records =>
  parts.flat().sort((a, b) => ("step" in a ? a.step : 0) - ("step" in b ? b.step : 0));
const probes = (n: number, of: Parameters<typeof probe>[0]) =>
  Array.from({ length: n }, (_, i) => probe({ ...of, step: 100 * i }));
const spectrum = (largest: number) => ({ parameter: "0.U", largest, radius: largest, departure: 0 });
const lyapunov = (first: number) => ({ size: 64, lyapunov: [first, -1, -2] });
const noise = (meanToStd: number) => ({ meanToStd, scale: 32 / meanToStd ** 2, cosine: 0.5 });
const relu = factsWith(
  { layers: Array.from({ length: 10 }, () => ({ cell: "dense-relu" })) },
  makeTask("two-spirals", {}),
);

/** For every rule cases where it must fire, and where it must not. */
export const cases: readonly Case[] = [
  { rule: "vanishing", name: "0.6 a step", records: [profile(0.6)], says: "fail" },
  { rule: "vanishing", name: "0.9 a step", records: [profile(0.9)], says: "warn" },
  {
    rule: "vanishing",
    name: "nothing arrives",
    records: [curve([...Array(50).fill(-Infinity), ...Array(50).fill(0)])],
    says: "fail",
  },
  { rule: "vanishing", name: "beyond a double", records: [profile(1e-5)], says: "fail" },
  { rule: "vanishing", name: "a flat profile", records: [profile(1)], says: undefined },
  {
    rule: "vanishing",
    name: "fast decay, short lag",
    facts: factsWith({}, makeTask("adding", { T: 5 })),
    records: [profile(0.6, 5)],
    says: undefined,
  },
  {
    rule: "vanishing",
    name: "what a window of truncated BPTT hides is not its fault",
    facts: factsWith({ unroll: 20 }),
    records: [curve([...Array(80).fill(-Infinity), ...Array(20).fill(0)])],
    says: undefined,
  },
  {
    rule: "vanishing",
    name: "a NaN in the profile",
    records: [curve(Array(100).fill(Number.NaN))],
    says: undefined,
  },
  { rule: "horizon", name: "a thousandth after 65 steps", records: [profile(0.9)], says: "warn" },
  { rule: "horizon", name: "a flat profile", records: [profile(0.99)], says: undefined },
  { rule: "blind-spot", name: "vanishing, healthy dW", records: [profile(0.6), probe()], says: "info" },
  {
    rule: "blind-spot",
    name: "vanishing, dW gone as well",
    records: [profile(0.6), probe({ tensors: [tensor({ meanAbsGrad: 1e-9 })] })],
    says: undefined,
  },
  { rule: "blind-spot", name: "healthy", records: [profile(1), probe()], says: undefined },
  { rule: "exploding", name: "1.05 a step", records: [profile(1.05)], says: "warn" },
  { rule: "exploding", name: "1.1 a step", records: [profile(1.1)], says: "fail" },
  { rule: "exploding", name: "1.02 a step", records: [profile(1.02)], says: undefined },
  {
    rule: "guaranteed-decay",
    name: "a recurrent matrix of norm 0.9, tanh, 99 steps",
    records: [probe({ spectra: [spectrum(0.9)] })],
    says: "warn",
  },
  {
    rule: "guaranteed-decay",
    name: "a recurrent matrix of norm 0.5",
    records: [probe({ spectra: [spectrum(0.5)] })],
    says: "fail",
  },
  {
    rule: "guaranteed-decay",
    name: "an orthogonal matrix",
    records: [probe({ spectra: [spectrum(1)] })],
    says: undefined,
  },
  {
    rule: "guaranteed-decay",
    name: "a gated cell, whose gate may keep what the matrix does not",
    facts: factsWith({ cell: "gru" }),
    records: [probe({ spectra: [spectrum(0.1)] })],
    says: undefined,
  },
  {
    rule: "guaranteed-decay",
    name: "what enters the matrix normalised",
    facts: factsWith({ cell: "rnn-layer-norm" }),
    records: [probe({ spectra: [spectrum(0.1)] })],
    says: undefined,
  },
  {
    rule: "guaranteed-decay",
    name: "a second layer above, which may hand on what the first forgets",
    facts: factsWith({ layers: [{ cell: "rnn" }, { cell: "rnn" }] }),
    records: [probe({ spectra: [spectrum(0.1), { ...spectrum(1), parameter: "1.U" }] })],
    says: undefined,
  },
  { rule: "contracting", name: "-0.2 a step", records: [probe({ jacobian: lyapunov(-0.2) })], says: "fail" },
  { rule: "contracting", name: "-0.1 a step", records: [probe({ jacobian: lyapunov(-0.1) })], says: "warn" },
  {
    rule: "contracting",
    name: "-0.01 a step",
    records: [probe({ jacobian: lyapunov(-0.01) })],
    says: undefined,
  },
  {
    rule: "contracting",
    name: "-0.2 a step, for a lag of 4",
    facts: factsWith({}, makeTask("adding", { T: 5 })),
    records: [probe({ jacobian: lyapunov(-0.2) })],
    says: undefined,
  },
  { rule: "chaotic", name: "0.1 a step", records: [probe({ jacobian: lyapunov(0.1) })], says: "fail" },
  { rule: "chaotic", name: "0.05 a step", records: [probe({ jacobian: lyapunov(0.05) })], says: "warn" },
  { rule: "chaotic", name: "0.001 a step", records: [probe({ jacobian: lyapunov(0.001) })], says: undefined },
  {
    rule: "gradient-noise",
    name: "mean below the standard deviation in most probes",
    records: [0.2, 2, 0.5].map((meanToStd) => probe({ noise: noise(meanToStd) })),
    says: "info",
  },
  {
    rule: "gradient-noise",
    name: "in one probe of three",
    records: [2, 0.2, 2].map((meanToStd) => probe({ noise: noise(meanToStd) })),
    says: undefined,
  },
  {
    rule: "gradient-noise",
    name: "a single probe",
    records: [probe({ noise: noise(0.1) })],
    says: undefined,
  },
  {
    rule: "long-gradient",
    name: "norm 1e4",
    records: steps(
      50,
      () => 1,
      () => 1e4,
    ),
    says: "warn",
  },
  {
    rule: "long-gradient",
    name: "a single spike",
    records: steps(
      50,
      () => 1,
      (n) => (n === 20 ? 1e9 : 1),
    ),
    says: undefined,
  },
  { rule: "vanishing-layers", name: "0.2 a layer", facts: relu, records: [stackProfile(0.2)], says: "fail" },
  {
    rule: "vanishing-layers",
    name: "0.9 a layer",
    facts: relu,
    records: [stackProfile(0.9)],
    says: undefined,
  },
  { rule: "exploding-layers", name: "3 a layer", facts: relu, records: [stackProfile(3)], says: "fail" },
  {
    rule: "exploding-layers",
    name: "1.1 a layer",
    facts: relu,
    records: [stackProfile(1.1)],
    says: undefined,
  },
  {
    rule: "saturated-state",
    name: "90 % at the ends",
    records: [probe({ layers: [layer({ states: [state({ saturatedHigh: 0.5, saturatedLow: 0.4 })] })] })],
    says: "fail",
  },
  {
    rule: "saturated-state",
    name: "20 % at the ends",
    records: [probe({ layers: [layer({ states: [state({ saturatedHigh: 0.2 })] })] })],
    says: undefined,
  },
  {
    rule: "saturated-gate",
    name: "an input gate that is shut",
    records: [probe({ layers: [layer({ gates: [gate({ gate: "i", keeps: false, low: 0.97, mean: 0 })] })] })],
    says: "fail",
  },
  {
    rule: "saturated-gate",
    name: "a forget gate that is shut",
    records: [probe({ layers: [layer({ gates: [gate({ low: 0.9 })] })] })],
    says: "warn",
  },
  {
    rule: "saturated-gate",
    name: "a forget gate near 1 is healthy",
    records: [probe({ layers: [layer({ gates: [gate({ high: 1, mean: 0.99 })] })] })],
    says: undefined,
  },
  {
    rule: "saturated-gate",
    name: "an input gate as chrono starts it is healthy",
    facts: factsWith({ cell: "lstm" }),
    records: [
      probe({ layers: [layer({ gates: [gate({ gate: "i", keeps: false, low: 0.9, mean: 0.02 })] })] }),
    ],
    says: undefined,
  },
  {
    rule: "forgets-too-soon",
    name: "2 steps for a lag of 99",
    facts: factsWith({ cell: "lstm" }),
    records: [
      probe({ layers: [layer({ gates: [gate({ timeConstant: { p10: 1, median: 1.5, p90: 2 } })] })] }),
    ],
    says: "warn",
  },
  {
    rule: "forgets-too-soon",
    name: "a tenth of the units keeps for 60 steps",
    facts: factsWith({ cell: "lstm" }),
    records: [
      probe({ layers: [layer({ gates: [gate({ timeConstant: { p10: 1, median: 1.5, p90: 60 } })] })] }),
    ],
    says: undefined,
  },
  {
    rule: "dead-units",
    name: "90 % of the units",
    records: [probe({ layers: [layer({ states: [state({ deadShare: 0.9 })] })] })],
    says: "fail",
  },
  {
    rule: "dead-units",
    name: "all outputs of a ReLU layer 0",
    facts: relu,
    records: [stackProfile(1, 10, [0, 0, 0, 0])],
    says: "fail",
  },
  {
    rule: "dead-units",
    name: "10 % of the units",
    records: [probe({ layers: [layer({ states: [state({ deadShare: 0.1 })] })] })],
    says: undefined,
  },
  {
    rule: "dead-units",
    name: "half the outputs of a ReLU layer 0, as they should be",
    facts: relu,
    records: [stackProfile(1, 10, [0, 0, 1, 2])],
    says: undefined,
  },
  {
    rule: "weight-growth",
    name: "20 times",
    records: [probe({ tensors: [tensor({ growth: 20, maxAbs: 8 })] })],
    says: "warn",
  },
  {
    rule: "weight-growth",
    name: "500 times",
    records: [probe({ tensors: [tensor({ growth: 500, maxAbs: 8 })] })],
    says: "fail",
  },
  {
    rule: "weight-growth",
    name: "20 times, from next to nothing",
    records: [probe({ tensors: [tensor({ growth: 20, maxAbs: 0.5 })] })],
    says: undefined,
  },
  {
    rule: "weight-growth",
    name: "twice",
    records: [probe({ tensors: [tensor({ growth: 2 })] })],
    says: undefined,
  },
  {
    rule: "weight-growth",
    name: "a bias that started near zero",
    records: [probe({ tensors: [tensor({ name: "0.b", growth: 1e4 })] })],
    says: undefined,
  },
  {
    rule: "update-ratio",
    name: "half the weight",
    records: [...steps(20, () => 1), probe({ step: 20, tensors: [tensor({ updateRatio: 0.5 })] })],
    says: "warn",
  },
  {
    rule: "update-ratio",
    name: "a billionth",
    records: [...steps(20, () => 1), probe({ step: 20, tensors: [tensor({ updateRatio: 1e-9 })] })],
    says: "fail",
  },
  {
    rule: "update-ratio",
    name: "a rate of a hundredth of the usual",
    records: [...steps(20, () => 1), probe({ step: 20, tensors: [tensor({ updateRatio: 5e-5 })] })],
    says: "warn",
  },
  {
    rule: "update-ratio",
    name: "half the weight, in one probe of three",
    records: [
      ...steps(30, () => 1),
      ...[1e-3, 2e-3, 0.5].map((updateRatio) => probe({ step: 30, tensors: [tensor({ updateRatio })] })),
    ],
    says: undefined,
  },
  {
    rule: "update-ratio",
    name: "a thousandth",
    records: [...steps(20, () => 1), probe({ step: 20 })],
    says: undefined,
  },
  {
    rule: "unchanged-tensor",
    name: "still in 3 probes",
    records: probes(3, { tensors: [tensor({ maxAbsUpdate: 0 })] }),
    says: "warn",
  },
  {
    rule: "unchanged-tensor",
    name: "still in 2 probes",
    records: probes(2, { tensors: [tensor({ maxAbsUpdate: 0 })] }),
    says: undefined,
  },
  { rule: "unchanged-tensor", name: "moves", records: probes(5, {}), says: undefined },
  {
    rule: "poor-init",
    name: "the signal dies within the sequence",
    records: [probe({ layers: [layer({ states: [state({ stdThroughTime: [0.3, 0.3, 0.001] })] })] })],
    says: "warn",
  },
  { rule: "poor-init", name: "the signal stays", records: [probe({ layers: [layer()] })], says: undefined },
  {
    rule: "symmetric-weights",
    name: "all parameters start at one value",
    records: [
      start({
        "0.W": "constant 0.1",
        "0.U": "constant 0.1",
        "0.b": "zeros",
        "readout.V": "constant 0.1",
        "readout.b": "zeros",
      }),
      profile(1),
    ],
    says: "fail",
  },
  {
    rule: "symmetric-weights",
    name: "units alike in a stack",
    facts: relu,
    records: [stackProfile(1, 10, [1, 1], true)],
    says: "fail",
  },
  {
    rule: "symmetric-weights",
    name: "a readout that differs breaks the symmetry",
    records: [
      start({ "0.W": "zeros", "0.U": "zeros", "0.b": "zeros", "readout.V": "glorot-uniform" }),
      profile(1),
    ],
    says: undefined,
  },
  {
    rule: "non-finite",
    name: "a NaN loss",
    records: steps(30, (n) => (n === 30 ? Number.NaN : 1)),
    says: "fail",
  },
  {
    rule: "non-finite",
    name: "a broken parameter",
    records: [...steps(30, () => 1), end(30, "diverged", "a parameter is NaN after step 30")],
    says: "fail",
  },
  { rule: "non-finite", name: "large but finite", records: steps(30, () => 1e30), says: undefined },
  { rule: "diverged", name: "a loss 1000 times the baseline", records: steps(100, () => 200), says: "fail" },
  {
    rule: "diverged",
    name: "a single spike",
    records: steps(100, (n) => (n === 50 ? 1e6 : 0.1)),
    says: undefined,
  },
  {
    rule: "overshoot",
    name: "four jumps",
    records: steps(400, (n) => (n % 100 === 99 ? 50 : 0.1)),
    says: "warn",
  },
  { rule: "overshoot", name: "noise", records: steps(400, (n) => 0.1 + 0.05 * (n % 3)), says: undefined },
  { rule: "initial-loss", name: "50 times the baseline", records: steps(1, () => 50 * B), says: "warn" },
  {
    rule: "initial-loss",
    name: "50 times the baseline, and solved",
    records: [evaluation(1, 0.001, true), ...steps(1, () => 50 * B)],
    says: undefined,
  },
  {
    rule: "initial-loss",
    name: "an output of zero on the adding problem",
    records: steps(1, () => 7 * B),
    says: undefined,
  },
  { rule: "stuck", name: "at the baseline to the end", records: [...flat(B), end(1000)], says: "fail" },
  {
    rule: "stuck",
    name: "at the baseline after a third of the budget",
    records: steps(350, () => B),
    says: "warn",
  },
  { rule: "stuck", name: "at half of it", records: [...flat(B / 2), end(1000)], says: undefined },
  { rule: "stuck", name: "at the beginning", records: steps(100, () => B), says: undefined },
  {
    rule: "plateau",
    name: "falls, then stays at one operand learnt",
    records: merged(
      flat(B / 2),
      evaluated([B, 0.12, B / 2, B / 2, B / 2, B / 2, B / 2, B / 2, B / 2, B / 2]),
    ),
    says: "warn",
  },
  {
    rule: "plateau",
    name: "at the floor",
    records: merged(flat(1e-4), evaluated(Array(10).fill(1e-4))),
    says: undefined,
  },
  {
    rule: "plateau",
    name: "still falling",
    records: merged(
      steps(1000, (n) => B * (1 - n / 1100)),
      evaluated([1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1].map((s) => s * B)),
    ),
    says: undefined,
  },
  { rule: "unsolved", name: "the budget is over", records: [evaluation(1000, B), end(1000)], says: "warn" },
  { rule: "unsolved", name: "nearly there", records: [evaluation(1000, 0.02), end(1000)], says: "info" },
  {
    rule: "unsolved",
    name: "solved",
    records: [evaluation(500, 0.001, true), end(500, "solved")],
    says: undefined,
  },
  {
    rule: "oscillation",
    name: "up and down",
    records: evaluated(Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 0.1 : 0.05))),
    says: "warn",
  },
  {
    rule: "oscillation",
    name: "up and down, and solved",
    records: evaluated(Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 0.1 : 0.001))),
    says: undefined,
  },
  {
    rule: "oscillation",
    name: "down",
    records: evaluated(Array.from({ length: 20 }, (_, i) => 0.16 - 0.008 * i)),
    says: undefined,
  },
  {
    rule: "overfitting",
    name: "training far below evaluation",
    facts: factsWith({ data: 100 }),
    records: merged(
      steps(1000, () => 0.01),
      [evaluation(1000, 0.1)],
    ),
    says: "warn",
  },
  {
    rule: "overfitting",
    name: "fresh data cannot be learnt by heart",
    records: merged(
      steps(1000, () => 0.01),
      [evaluation(1000, 0.1)],
    ),
    says: undefined,
  },
  {
    rule: "overfitting",
    name: "both alike",
    facts: factsWith({ data: 100 }),
    records: merged(
      steps(1000, () => 0.1),
      [evaluation(1000, 0.101)],
    ),
    says: undefined,
  },
  {
    rule: "clip-idle",
    name: "never in 600 steps",
    records: steps(
      600,
      () => 1,
      () => 0.1,
      () => 1,
    ),
    says: "info",
  },
  { rule: "clip-idle", name: "no clip at all", records: steps(600, () => 1), says: undefined },
  {
    rule: "clip-idle",
    name: "now and then",
    records: steps(
      600,
      () => 1,
      () => 0.1,
      (n) => (n % 50 === 0 ? 0.5 : 1),
    ),
    says: undefined,
  },
  {
    rule: "clip-always",
    name: "every step, before plain steps",
    facts: factsWith({ chain: "clip-norm:1 sgd:lr=0.1" }),
    records: steps(
      200,
      () => 1,
      () => 5,
      () => 0.2,
    ),
    says: "warn",
  },
  {
    rule: "clip-always",
    name: "every step, by a factor that Adam divides out again",
    records: steps(
      200,
      () => 1,
      () => 5,
      () => 0.2,
    ),
    says: undefined,
  },
  {
    rule: "clip-always",
    name: "every step, to below what Adam can see",
    records: steps(
      200,
      () => 1,
      () => 5,
      () => 1e-9,
    ),
    says: "warn",
  },
  {
    rule: "clip-always",
    name: "one in ten",
    records: steps(
      200,
      () => 1,
      () => 1,
      (n) => (n % 10 === 0 ? 0.5 : 1),
    ),
    says: undefined,
  },
  {
    rule: "clip-order",
    name: "a gradient of exactly 0",
    records: steps(
      100,
      () => 1,
      () => 0,
    ),
    says: "fail",
  },
  {
    rule: "clip-order",
    name: "a tiny gradient",
    records: steps(
      100,
      () => 1,
      () => 1e-20,
    ),
    says: undefined,
  },
  {
    rule: "clip-direction",
    name: "by value",
    facts: factsWith({ chain: "clip-value:0.01 adam:lr=0.005" }),
    records: steps(
      100,
      () => 1,
      () => 1,
      () => 0.5,
    ),
    says: "warn",
  },
  {
    rule: "clip-direction",
    name: "by value, turned by 26 degrees as probes measured it",
    facts: factsWith({ chain: "clip-value:0.01 adam:lr=0.005" }),
    records: probes(3, { clip: { scale: 0.5, cosine: 0.9 } }),
    says: "warn",
  },
  {
    rule: "clip-direction",
    name: "by tensor, and hardly turned as probes measured it",
    facts: factsWith({ chain: "clip-norm-per-tensor:1 adam:lr=0.005" }),
    records: [
      ...probes(3, { clip: { scale: 0.5, cosine: 0.999 } }),
      ...steps(
        100,
        () => 1,
        () => 1,
        () => 0.5,
      ),
    ],
    says: undefined,
  },
  {
    rule: "clip-direction",
    name: "by value, in no probe",
    facts: factsWith({ chain: "clip-value:10 adam:lr=0.005" }),
    records: probes(3, { clip: { scale: 1, cosine: 1 } }),
    says: undefined,
  },
  {
    rule: "clip-direction",
    name: "by norm",
    records: steps(
      100,
      () => 1,
      () => 1,
      () => 0.5,
    ),
    says: undefined,
  },
  {
    rule: "short-window",
    name: "10 steps for lags from 50 on",
    facts: factsWith({ unroll: 10 }),
    records: [profile(1)],
    says: "fail",
  },
  {
    rule: "short-window",
    name: "70 steps for lags from 50 to 99",
    facts: factsWith({ unroll: 70 }),
    records: [profile(1)],
    says: "warn",
  },
  { rule: "short-window", name: "full", records: [profile(1)], says: undefined },
  {
    rule: "no-memory-needed",
    name: "the present input gives nearly all",
    facts: factsWith({}, undefined, 0.001),
    records: [profile(1)],
    says: "warn",
  },
  { rule: "no-memory-needed", name: "two spirals", facts: relu, records: [stackProfile(1)], says: "warn" },
  {
    rule: "no-memory-needed",
    name: "the adding problem",
    facts: factsWith({}, undefined, B),
    records: [profile(1)],
    says: undefined,
  },
];
