import * as advise from "../advice.js";
import type { Evidence } from "../evidence.js";
import { median } from "../history.js";
import { rule } from "../rule.js";
import { short } from "../text.js";
import type { Advice } from "../verdict.js";
import { LONG, LOST, SHUT, STILL } from "./brings.js";
import { startsTooLarge } from "./progress.js";
import { reachNow } from "./vanishing.js";

/** The matrices of the latest probe; biases may start at zero, and are judged by none of these. */
const matrices = ({ probe, facts }: Evidence) =>
  (probe?.tensors ?? []).filter(({ name }) => facts.matrices.includes(name));

/** An update that is long once is noise: of the last probes of a matrix the middle one counts. */
const usualRatio = ({ updateRatios }: Evidence, { name }: { readonly name: string }): number =>
  median(updateRatios.get(name)?.values ?? []);

/** Source  AUTOTRAINER (large weight). */
const LARGE = 5;

/** The weights run away long before they overflow. */
export const weightGrowth = rule({
  id: "weight-growth",
  title: "the weights grow",
  role: "mechanism",
  training: true,
  explains: [...LOST, ...SHUT, ...LONG, ...STILL, "overshoot", "clip-always"],
  formula:
    "|W| now / |W| at the start, of the matrix that grew most among those with max |w| > large; warn: > warn, fail: > fail",
  thresholds: { warn: 10, fail: 100, large: LARGE },
  source: "torchmortem (10x, critical 100x); 5: AUTOTRAINER (large weight), for what starts tiny must grow",
  judge(evidence, { warn, fail, large }) {
    const all = matrices(evidence).filter(({ maxAbs }) => maxAbs > large);
    const most = greatest(all, ({ growth }) => growth);
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
  training: true,
  formula:
    "|dW| / |W| of an update, per matrix, median of the last 3 probes; warn: outside low..high, fail: outside lowest..highest; healthy 1e-3",
  thresholds: { low: 1e-4, high: 1e-1, lowest: 1e-8, highest: 10 },
  source:
    "1e-1: torchmortem, DeepDiagnosis; 1e-4: docs/calibration.md (theirs is 1e-5); 1e-8 and 10: SageMaker Debugger (WeightUpdateRatio)",
  judge(evidence, { low, high, lowest, highest }) {
    const { facts, step } = evidence;
    // What starts at zero has no size to compare with.
    const all = matrices(evidence).filter(({ norm }) => norm > 0);
    const ratios = all.map(({ name }) => ({ name, value: usualRatio(evidence, { name }) }));
    const most = greatest(ratios, ({ value }) => value);
    const least = greatest(ratios, ({ value }) => -value);
    if (!most || !least || step < 10) return undefined;
    const isLarge = most.value > high;
    if (!isLarge && !(least.value < low)) return undefined;
    const { name, value } = isLarge ? most : least;
    const isFail = value > highest || value < lowest;
    const threshold = isLarge ? (isFail ? highest : high) : isFail ? lowest : low;
    return {
      severity: isFail ? "fail" : "warn",
      value,
      threshold,
      place: name,
      sentence: `one update changes ${name} by ${short(value)} of its size; about 1e-3 is usual.`,
      ...(isLarge && { explains: [...LOST, ...SHUT, ...LONG, "unchanged-tensor"] }),
      advice: isLarge ? [advise.lowerRate(facts, 10)] : otherRate(evidence, most.value < 10 * low),
    };
  },
});

/** A matrix that gets no gradient, or none that moves it. */
export const unchanged = rule({
  id: "unchanged-tensor",
  title: "a matrix does not change",
  role: "mechanism",
  training: true,
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
      advice: otherRate(evidence, still.length === facts.matrices.length),
    };
  },
});

/**
 * What to do with the rate where weights hardly move. Those that ran away are stuck because steps were too long; where no
 * gradient arrives, or where other matrices move well enough, no rate helps.
 */
function otherRate(evidence: Evidence, isAll: boolean): Advice[] {
  const { facts } = evidence;
  if (isRunaway(evidence)) return [advise.lowerRate(facts, 10)];
  return isAll && !isStarved(evidence) ? [advise.higherRate(facts, 10)] : [];
}

function isRunaway({ probe, firstProbe, spikes, facts, firstLoss }: Evidence): boolean {
  const grew = probe?.tensors.some(
    ({ name, growth, maxAbs }) => growth > 3 && maxAbs > LARGE && facts.matrices.includes(name),
  );
  const becameSaturated = saturatedShare(probe) > 0.5 && !(saturatedShare(firstProbe) > 0.5);
  return grew === true || becameSaturated || (spikes.count >= 3 && !startsTooLarge({ firstLoss, facts }));
}

/** The gradient does not reach the weights: units are dead or were saturated from the start, or it is lost in time. */
function isStarved(evidence: Evidence): boolean {
  const { probe, profile, gradientNorms } = evidence;
  const dead = Math.max(0, ...statesOf(probe).map(({ deadShare }) => deadShare));
  const off = profile?.layers?.some(({ signal }) => signal.zeros > 0.8) === true;
  const lost = (reachNow(evidence)?.log10 ?? 0) < -7;
  return dead > 0.5 || off || saturatedShare(probe) > 0.5 || lost || gradientNorms.values.at(-1) === 0;
}

const statesOf = (probe: Evidence["probe"]) => probe?.layers.flatMap((layer) => layer.states) ?? [];

const saturatedShare = (probe: Evidence["probe"]): number =>
  Math.max(
    0,
    ...statesOf(probe).map(({ saturatedHigh = 0, saturatedLow = 0 }) => saturatedHigh + saturatedLow),
  );

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
