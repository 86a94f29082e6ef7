import * as advise from "../advice.js";
import type { Evidence } from "../evidence.js";
import { rule } from "../rule.js";
import { short, steps } from "../text.js";
import type { Advice } from "../verdict.js";
import { startsTooLarge } from "./progress.js";

/** A loss, a gradient or a parameter that is no number ends a run. */
export const nonFinite = rule({
  id: "non-finite",
  title: "a value is not finite",
  role: "symptom",
  formula: "any NaN or infinity in loss, gradient, parameters or profile",
  thresholds: { most: 0 },
  source: "SageMaker Debugger (ExplodingTensor)",
  judge(evidence, { most }) {
    const { broken, end } = evidence;
    if (!broken || end?.reason?.startsWith("the loss stayed above")) return undefined;
    const { where, first: found } = end?.nonFinite ?? {};
    const first =
      found === undefined || where === undefined
        ? ""
        : `; first, in ${where}, ${found.equation} was ${found.value}`;
    return {
      severity: "fail",
      value: 1,
      threshold: most,
      place: `step ${broken.step}`,
      sentence: `${broken.what}${first}; nothing can be learnt after that.`,
      advice: smaller(evidence),
    };
  },
});

/** The run was given up: its loss stayed far above that of knowing nothing. */
export const diverged = rule({
  id: "diverged",
  title: "the loss diverges",
  role: "symptom",
  formula:
    "loss / baseline, at the end of a diverged run or as the median of the last 100 steps; fail: > factor",
  thresholds: { factor: 100 },
  source: "own; AUTOTRAINER counts a loss >= 1000 as not a number",
  judge(evidence, { factor }) {
    const { end, facts, losses, step } = evidence;
    const last = losses.values.at(-1) ?? Number.NaN;
    const recentLosses = [...losses.values].sort((a, b) => a - b);
    const middle = recentLosses[recentLosses.length >> 1] ?? Number.NaN;
    const isGivenUp = end?.reason?.startsWith("the loss stayed above") ?? false;
    const value = (isGivenUp ? last : middle) / facts.baseline;
    if (!isGivenUp && !(step > 20 && value > factor)) return undefined;
    return {
      severity: "fail",
      value,
      threshold: factor,
      place: `step ${step}`,
      sentence: `the loss is ${short(value)} times that of remembering nothing.`,
      advice: smaller(evidence),
    };
  },
});

/** Jumps of the loss: an update went too far, and the run climbs down again. */
export const overshoot = rule({
  id: "overshoot",
  title: "the loss jumps",
  role: "mechanism",
  training: true,
  formula: "steps whose loss is more than 10 times the median of the 100 before; warn: at least count",
  thresholds: { count: 3 },
  source: "own; torchmortem (catapult, 2x), AUTOTRAINER (exploding)",
  judge({ spikes, facts, firstLoss }, { count }) {
    if (spikes.count < count) return undefined;
    return {
      severity: "warn",
      value: spikes.count,
      threshold: count,
      sentence: `in ${steps(spikes.count)} the loss was more than 10 times its median, up to ${short(spikes.greatest)} times.`,
      advice: [startsTooLarge({ firstLoss, facts }) ? advise.smallerReadout() : advise.lowerRate(facts, 3)],
    };
  },
});

const smaller = ({ facts, gradientNorm }: Evidence): Advice[] => [
  advise.lowerRate(facts, 10),
  ...advise.clipAtMedian(facts, gradientNorm),
];
