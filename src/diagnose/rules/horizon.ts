import { causeOf, cures } from "../cause.js";
import { lastWindow, placeOf, wholeStates } from "../reach.js";
import { rule } from "../rule.js";
import { short, steps } from "../text.js";

/** How far back the gradient can be felt at all, against how far the task asks. */
export const horizon = rule({
  id: "horizon",
  title: "the horizon is shorter than the lag",
  role: "mechanism",
  formula: "h = last step back with |dL/ds(T-h)| >= 1e-3 |dL/ds(T)|; warn: h < share * lag",
  thresholds: { share: 1 },
  source: "own; 1e-3: AUTOTRAINER (beta 1), decay by the Theil-Sen slope",
  judge(evidence, { share }) {
    const { facts, profile } = evidence;
    if (!profile) return undefined;
    const reached = Math.max(0, ...wholeStates(profile).map(({ decay }) => decay.horizon));
    const [best] = wholeStates(profile).sort((a, b) => b.decay.horizon - a.decay.horizon);
    // Where the window is what ends the profile, the window is to blame.
    const asked = Math.min(facts.lag.max, lastWindow(facts) - 1) * share;
    if (!best || !(reached < asked) || best.log10.some(Number.isNaN)) return undefined;
    const { halfLife, rate } = best.decay;
    const half = rate < 1 ? `, halved every ${short(halfLife)} steps` : "";
    const enough = reached >= facts.lag.min ? " (the nearest answers lie within)" : "";
    return {
      severity: "warn",
      value: reached,
      threshold: asked,
      place: placeOf(best, facts),
      sentence: `the gradient fades to a thousandth after ${steps(reached)}${half}; the task asks for ${facts.lag.max}${enough}.`,
      advice: cures(causeOf(evidence, best.layer), facts, best.layer),
    };
  },
});
