import { causeOf, cures } from "../cause.js";
import type { Evidence } from "../evidence.js";
import { graded } from "../grade.js";
import { lagWithin, placeOf, reachOf } from "../reach.js";
import { rule } from "../rule.js";
import { shortPower, steps } from "../text.js";

/** What the latest profile says of the task's lag. */
export const reachNow = ({ facts, profile }: Evidence) =>
  profile && reachOf(profile, lagWithin(facts, profile.T));

/** Whether most answers are out of reach, and not only the farthest. */
function isGoneAtMean({ facts, profile }: Evidence, warn: number): boolean {
  const back = profile && Math.min(Math.round(facts.lag.mean), lagWithin(facts, profile.T));
  const reach = profile && back !== undefined && reachOf(profile, back);
  return !reach || reach.log10 < Math.log10(warn);
}

/** log10 of the smallest normal number: below, digits are lost, and soon everything. */
const SMALLEST = { float32: Math.log10(2 ** -126), float64: Math.log10(2 ** -1022) } as const;

/**
 * The gradient of the answer is gone before it reaches the step that the answer depends on. Judged by the layer where
 * most is left. Where the task scores early steps, too, these add gradient of their own, so that the ratio is an upper
 * bound: what fires is certain, silence is not.
 */
export const vanishing = rule({
  id: "vanishing",
  title: "the gradient vanishes through time",
  role: "mechanism",
  explains: ["horizon", "poor-init"],
  formula:
    "r = |dL/ds(T-lag)| / |dL/ds(T)| of a layer's whole state; warn: r < warn, fail: r < fail, and at the mean lag < warn",
  thresholds: { warn: 1e-3, fail: 1e-7 },
  source:
    "Hochreiter 1991; Bengio et al. 1994; 1e-3: AUTOTRAINER (beta 1); 1e-7: SageMaker Debugger, DeepDiagnosis, applied to a ratio",
  judge(evidence, { warn, fail }) {
    const reach = reachNow(evidence);
    if (!reach || !(reach.log10 < Math.log10(warn))) return undefined;
    const { facts, start } = evidence;
    const isFail = reach.log10 < Math.log10(fail) && isGoneAtMean(evidence, warn);
    const cause = causeOf(evidence, reach.state.layer);
    const left = reach.log10 === Number.NEGATIVE_INFINITY ? "nothing" : `only ${shortPower(reach.log10)}`;
    const precision = start?.precision ?? facts.experiment.precision;
    const lost =
      reach.log10 > Number.NEGATIVE_INFINITY && reach.log10 < SMALLEST[precision]
        ? `, less than the smallest ${precision} number,`
        : "";
    const why = cause === undefined ? "" : `: ${cause.clause}`;
    return {
      ...graded(reach.log10, isFail, { warn, fail }),
      place: placeOf(reach.state, facts),
      sentence: `${left}${lost} of the gradient is left ${steps(reach.back)} back, where the answer lies${why}.`,
      advice: cures(cause, facts, reach.state.layer),
    };
  },
});
