import * as advise from "../advice.js";
import type { Evidence } from "../evidence.js";
import { graded } from "../grade.js";
import { median } from "../history.js";
import { placeOf } from "../reach.js";
import { rule } from "../rule.js";
import { short, shortPower, steps } from "../text.js";
import type { Advice } from "../verdict.js";
import { LOST, SHUT, WILD } from "./brings.js";
import { reachNow } from "./vanishing.js";

/** The gradient grows on its way back through time, so that early steps decide every update. */
export const exploding = rule({
  id: "exploding",
  title: "the gradient explodes through time",
  role: "mechanism",
  explains: [...LOST, ...SHUT, ...WILD, "long-gradient", "poor-init", "initial-loss"],
  lasting: true,
  formula: "r = max over the lag of |dL/ds(t)| / |dL/ds(T)|; warn: r > warn, fail: r > fail",
  thresholds: { warn: 70, fail: 1000 },
  source: "Pascanu, Mikolov & Bengio 2013; 70: AUTOTRAINER (beta 3); 1000: torchmortem",
  judge(evidence, { warn, fail }) {
    const reach = reachNow(evidence);
    if (!reach || !(reach.peak > Math.log10(warn))) return undefined;
    const isFail = reach.peak > Math.log10(fail);
    return {
      ...graded(reach.peak, isFail, { warn, fail }),
      place: placeOf(reach.state, evidence.facts),
      sentence: `on its way ${steps(reach.back)} back the gradient grows ${shortPower(reach.peak)} times, a factor of ${short(10 ** (reach.log10 / reach.back))} a step.`,
      advice: calm(evidence, reach.log10 / reach.back),
    };
  },
});

/** The gradient of all parameters is long: one update can leave everything learnt behind. */
export const longGradient = rule({
  id: "long-gradient",
  title: "the gradient is very long",
  role: "mechanism",
  explains: [...LOST, ...SHUT, ...WILD, "poor-init"],
  lasting: true,
  formula: "median |dL/dtheta| of the last 100 steps, before clipping; warn: > warn, fail: > fail",
  thresholds: { warn: 1000, fail: 1e6 },
  source: "1000: torchmortem (gradient flow); 1e6: DLCheck",
  judge(evidence, { warn, fail }) {
    const value = median(evidence.gradientNorms.values);
    if (!(value > warn)) return undefined;
    const isFail = value > fail;
    return {
      severity: isFail ? "fail" : "warn",
      value,
      threshold: isFail ? fail : warn,
      sentence: `the gradient's norm is ${short(value)} before clipping, median of the last ${steps(evidence.gradientNorms.values.length)}.`,
      advice: calm(evidence, undefined),
    };
  },
});

/** What helps against explosion: a shorter gradient, shorter steps, and weights that do not multiply. */
function calm(evidence: Evidence, log10PerStep: number | undefined): Advice[] {
  const { facts, gradientNorm } = evidence;
  return [
    ...advise.clipAtMedian(facts, gradientNorm),
    ...(evidence.step > 1 ? [advise.lowerRate(facts, 5)] : []),
    advise.orthogonal(),
    ...(log10PerStep !== undefined && log10PerStep > 0
      ? [advise.gain((facts.experiment.init.gain ?? 1) * 10 ** -log10PerStep)]
      : []),
  ];
}
