import * as advise from "../advice.js";
import { median } from "../history.js";
import { rule } from "../rule.js";
import { percent, short, steps } from "../text.js";
import { STILL } from "./brings.js";

/** A clip that never does anything may be set far too high, or stand where it sees nothing. */
export const clipIdle = rule({
  id: "clip-idle",
  title: "clipping never acted",
  role: "note",
  formula: "share of steps whose gradient the clip changed, of at least count; info: 0",
  thresholds: { count: 500, share: 0 },
  source: "own",
  judge({ clip, gradientNorm }, { count, share }) {
    if (clip.steps < count || clip.clipped > share * clip.steps) return undefined;
    return {
      severity: "info",
      value: clip.clipped / clip.steps,
      threshold: share,
      sentence: `in ${steps(clip.steps)} no gradient was long enough to be clipped; the longest was ${short(gradientNorm.max)}.`,
    };
  },
});

/** With nearly every gradient shortened, the clip's norm is the step size. */
export const clipAlways = rule({
  id: "clip-always",
  title: "clipping sets the step size",
  role: "mechanism",
  training: true,
  explains: STILL,
  formula:
    "of at least count steps more than half were clipped, with a median factor < scale; or, before an optimiser that does not divide by the gradient's size, a share > share of them",
  thresholds: { share: 0.9, scale: 0.01, count: 100 },
  source:
    "own; Pascanu, Mikolov & Bengio 2013: a threshold of 0.5 to 10 times the mean norm; Kingma & Ba 2015, sec. 2.1: a steady factor changes no step of Adam; 0.01: docs/calibration.md",
  judge({ clip, gradientNorm, facts }, { share, scale, count }) {
    if (clip.steps < count) return undefined;
    const value = clip.clipped / clip.steps;
    const factor = clip.scales.quantile(0.5);
    const isDivided = /\b(adamw?|rmsprop)\b/.test(facts.experiment.chain);
    if (!(value > 0.5 && factor < scale) && (isDivided || !(value > share))) return undefined;
    return {
      severity: "warn",
      value,
      threshold: share,
      sentence: `${percent(value)} of the gradients were clipped, by a factor of ${short(factor)} in the median: the clip decides how long a step is.`,
      advice: advise.clipAtMedian(facts, gradientNorm),
    };
  },
});

/** A clip before the backward pass sees the gradient of nothing: its norm is exactly 0, however the loss stands. */
export const clipOrder = rule({
  id: "clip-order",
  title: "the clip sees no gradient",
  role: "mechanism",
  training: true,
  explains: STILL,
  formula: "share of steps whose gradient before the chain is exactly 0, of at least count; fail: all",
  thresholds: { share: 1, count: 10 },
  source: "own: clipping called before the backward pass, found in public code",
  judge({ zeroGradients, step }, { share, count }) {
    if (step < count || zeroGradients < share * step) return undefined;
    return {
      severity: "fail",
      value: zeroGradients / step,
      threshold: share,
      sentence: `the gradient was exactly 0 in all ${steps(step)}: it is clipped before it is computed, or nothing depends on the parameters.`,
    };
  },
});

/**
 * Clipping by value or by tensor may turn the gradient: how far is measured by probes. Without any, that the link can is
 * all that is known.
 */
export const clipDirection = rule({
  id: "clip-direction",
  title: "clipping changes the direction of the update",
  role: "note",
  formula:
    "cosine of the gradient before and after clipping, median of the last 10 probes in which it acted; warn: < cosine. Without probes: share of steps clipped by a link that can turn it (by value, by tensor); warn: > share",
  thresholds: { cosine: 0.99, share: 0.1 },
  source:
    "own; Pascanu, Mikolov & Bengio 2013 scale the whole; elementwise clipping is Mikolov 2012; cosine of 0.99: 8 degrees",
  judge({ clip, clipCosines, gradientNorm, facts, probe }, { cosine, share }) {
    const link = /clip-(value|norm-per-tensor)/.exec(facts.experiment.chain)?.[0];
    if (link === undefined) return undefined;
    const advice = advise.clipAtMedian(facts, gradientNorm);
    const { values } = clipCosines;
    if (values.length > 0) {
      const value = median(values);
      if (!(value < cosine)) return undefined;
      const degrees = Math.round((180 / Math.PI) * Math.acos(value));
      return {
        severity: "warn",
        value,
        threshold: cosine,
        place: link,
        sentence: `${link} turns the gradient by ${degrees} degrees (a cosine of ${short(value)}), median of ${values.length} ${values.length === 1 ? "probe" : "probes"} in which it acted.`,
        advice,
      };
    }
    const value = clip.clipped / clip.steps;
    if (probe || !(value > share)) return undefined;
    return {
      severity: "warn",
      value,
      threshold: share,
      place: link,
      sentence: `${percent(value)} of the gradients were changed by ${link}, which can turn them; a probe measures how far.`,
      advice,
    };
  },
});
