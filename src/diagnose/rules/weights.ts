import * as advise from "../advice.js";
import type { Evidence } from "../evidence.js";
import { rule } from "../rule.js";
import { short } from "../text.js";

/** The matrices of the latest probe; biases may start at zero, and are judged by none of these. */
const matrices = ({ probe, facts }: Evidence) =>
  (probe?.tensors ?? []).filter(({ name }) => facts.matrices.includes(name));

/** The weights run away long before they overflow. */
export const weightGrowth = rule({
  id: "weight-growth",
  title: "the weights grow",
  role: "mechanism",
  formula: "|W| now / |W| at the start, of the matrix that grew most; warn: > warn, fail: > fail",
  thresholds: { warn: 10, fail: 100 },
  source: "torchmortem (10x, critical 100x)",
  judge(evidence, { warn, fail }) {
    const most = greatest(matrices(evidence), ({ growth }) => growth);
    if (!most || !(most.growth > warn)) return undefined;
    const isFail = most.growth > fail;
    return {
      severity: isFail ? "fail" : "warn",
      value: most.growth,
      threshold: isFail ? fail : warn,
      place: most.name,
      sentence: `${most.name} is ${short(most.growth)} times as large as at the start; its largest weight is ${short(most.maxAbs)}.`,
      advice: [advise.lowerRate(evidence.facts, 3)],
    };
  },
});

/** An update that is no hundredth and no thousandth of the weight: too small to move it, or large enough to replace it. */
export const updateRatio = rule({
  id: "update-ratio",
  title: "updates out of proportion to the weights",
  role: "mechanism",
  formula:
    "|dW| / |W| of an update, per matrix; warn: outside low..high, fail: outside lowest..highest; healthy 1e-3",
  thresholds: { low: 1e-5, high: 1e-1, lowest: 1e-8, highest: 10 },
  source: "1e-5..1e-1: torchmortem, DeepDiagnosis; 1e-8 and 10: SageMaker Debugger (WeightUpdateRatio)",
  judge(evidence, { low, high, lowest, highest }) {
    const { facts, step } = evidence;
    // What starts at zero has no size to compare with.
    const all = matrices(evidence).filter(({ norm }) => norm > 0);
    const most = greatest(all, ({ updateRatio: r }) => r);
    const least = greatest(all, ({ updateRatio: r }) => -r);
    if (!most || !least || step < 10) return undefined;
    const isLarge = most.updateRatio > high;
    if (!isLarge && !(least.updateRatio < low)) return undefined;
    const { name, updateRatio: value } = isLarge ? most : least;
    const isFail = value > highest || value < lowest;
    const threshold = isLarge ? (isFail ? highest : high) : isFail ? lowest : low;
    return {
      severity: isFail ? "fail" : "warn",
      value,
      threshold,
      place: name,
      sentence: `one update changes ${name} by ${short(value)} of its size; about 1e-3 is usual.`,
      advice: isLarge || isRunaway(evidence) ? [advise.lowerRate(facts, 10)] : [advise.higherRate(facts, 10)],
    };
  },
});

/** A matrix that gets no gradient, or none that moves it. */
export const unchanged = rule({
  id: "unchanged-tensor",
  title: "a matrix does not change",
  role: "mechanism",
  formula: "greatest |dw| of an update <= 1e-8 + 1e-5 max |w|, per matrix, in count probes one after another",
  thresholds: { count: 3 },
  source: "SageMaker Debugger (UnchangedTensor: 3 steps, rtol 1e-5, atol 1e-8)",
  judge(evidence, { count }) {
    const { stillFor, facts } = evidence;
    const still = [...stillFor].filter(([name, n]) => n >= count && facts.matrices.includes(name));
    const [longest] = still.sort((a, b) => b[1] - a[1]);
    if (!longest) return undefined;
    return {
      severity: "warn",
      value: longest[1],
      threshold: count,
      place: longest[0],
      sentence: `${still.map(([name]) => name).join(", ")} did not change in ${longest[1]} probes one after another.`,
      advice: [isRunaway(evidence) ? advise.lowerRate(facts, 10) : advise.higherRate(facts, 10)],
    };
  },
});

/** Weights that ran away no longer move, because everything is saturated: steps were too long, not too short. */
function isRunaway({ probe, spikes, facts }: Evidence): boolean {
  const grew = probe?.tensors.some(({ name, growth }) => growth > 3 && facts.matrices.includes(name));
  const states = probe?.layers.flatMap((layer) => layer.states) ?? [];
  const isSaturated = states.some(
    ({ saturatedHigh = 0, saturatedLow = 0 }) => saturatedHigh + saturatedLow > 0.5,
  );
  return grew === true || isSaturated || spikes.count >= 3;
}

/** The signal dies out or grows from layer to layer, or from step to step, before anything is learnt. */
export const poorInit = rule({
  id: "poor-init",
  title: "poor initialisation",
  role: "mechanism",
  formula:
    "largest / smallest std of the signal, over layers, and over the middle and the last step, before training; warn: squared ratio > ratio",
  thresholds: { ratio: 100 },
  source: "SageMaker Debugger (PoorWeightInitialization: variances of layers 10 times apart, first 10 steps)",
  judge({ facts, firstProbe, firstProfile }, { ratio }) {
    const stds =
      firstProfile?.layers?.map(({ signal }) => signal.norm) ??
      (firstProbe?.layers ?? []).flatMap(({ states }) =>
        states.flatMap(({ stdThroughTime: [, middle, last] }) => [middle, last]),
      );
    const [low, high] = [Math.min(...stds), Math.max(...stds)];
    const value = (high / low) ** 2;
    if (stds.length < 2 || !(value > ratio)) return undefined;
    const [first] = facts.layers;
    return {
      severity: "warn",
      value,
      threshold: ratio,
      sentence: `before training the variance of the signal differs by a factor of ${short(value)} between layers or steps.`,
      advice: first?.hasState
        ? [advise.recommendedInit()]
        : [advise.depthInit(first?.activation === "relu" ? "he-normal" : "glorot-uniform")],
    };
  },
});

function greatest<T>(items: readonly T[], by: (item: T) => number): T | undefined {
  return [...items].filter((item) => !Number.isNaN(by(item))).sort((a, b) => by(b) - by(a))[0];
}
