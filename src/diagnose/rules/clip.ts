import * as advise from "../advice.js";
import { rule } from "../rule.js";
import { percent, short, steps } from "../text.js";

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

/** Clipping by value or by tensor turns the gradient. */
export const clipDirection = rule({
  id: "clip-direction",
  title: "clipping changes the direction of the update",
  role: "note",
  formula:
    "share of steps clipped by a link that does not keep the direction (by value, by tensor); warn: > share",
  thresholds: { share: 0.1 },
  source: "Pascanu, Mikolov & Bengio 2013 scale the whole; elementwise clipping is Mikolov 2012",
  judge({ clip, gradientNorm, facts }, { share }) {
    const link = /clip-(value|norm-per-tensor)/.exec(facts.experiment.chain)?.[0];
    const value = clip.clipped / clip.steps;
    if (link === undefined || !(value > share)) return undefined;
    return {
      severity: "warn",
      value,
      threshold: share,
      place: link,
      sentence: `${percent(value)} of the gradients were changed by ${link}, which does not keep their direction.`,
      advice: advise.clipAtMedian(facts, gradientNorm),
    };
  },
});
