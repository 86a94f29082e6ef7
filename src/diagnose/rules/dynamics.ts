import * as advise from "../advice.js";
import { causeOf, cures } from "../cause.js";
import type { Evidence } from "../evidence.js";
import { graded } from "../grade.js";
import { lagWithin } from "../reach.js";
import { rule } from "../rule.js";
import { short, shortPower, steps } from "../text.js";
import type { Advice } from "../verdict.js";

/** Steps that the gradient can be asked about. */
const lagOf = ({ facts }: Evidence): number => lagWithin(facts, facts.T);

/**
 * The step of a simple recurrence shortens every vector, whatever the inputs: no data and no sequence make it keep
 * anything. Of one recurrent layer; a second one above it could hand on what the first forgets.
 */
export const guaranteedDecay = rule({
  id: "guaranteed-decay",
  title: "the recurrence forgets, whatever it is shown",
  role: "mechanism",
  explains: ["vanishing", "contracting", "horizon", "poor-init"],
  formula:
    "b = (largest singular value of U * steepest slope)^lag, slope 1 for tanh and ReLU, 1/4 for a sigmoid; warn: b < warn, fail: b < fail",
  thresholds: { warn: 1e-3, fail: 1e-7 },
  source:
    "Pascanu, Mikolov & Bengio 2013, sec. 2.1 (sufficient for vanishing); thresholds: those of vanishing; needs spectra",
  judge(evidence, { warn, fail }) {
    const { facts, profile, probe } = evidence;
    const layers = facts.layers.filter(({ hasState }) => hasState);
    const [simple, back] = [layers[0]?.simple, lagOf(evidence)];
    const spectra = probe?.spectra ?? profile?.spectra ?? [];
    const largest = spectra.find(({ parameter }) => parameter === simple?.matrix)?.largest;
    if (!simple || layers.length !== 1 || largest === undefined || back < 1) return undefined;
    const factor = largest * simple.slope;
    const log10 = back * Math.log10(factor);
    if (!(log10 < Math.log10(warn))) return undefined;
    const isFail = log10 < Math.log10(fail);
    const layer = facts.layers.findIndex(({ hasState }) => hasState);
    return {
      ...graded(log10, isFail, { warn, fail }),
      place: simple.matrix,
      sentence: `${simple.matrix} makes no vector more than ${short(largest)} times as long${simple.slope < 1 ? `, and the activation's slope is at most ${short(simple.slope)}` : ""}: at most ${shortPower(log10)} of any gradient is left ${steps(back)} back.`,
      advice: [
        ...cures({ part: "weights", isMeasured: true, clause: "" }, facts, layer),
        advise.gain((facts.experiment.init.gain ?? 1) / factor),
      ],
    };
  },
});

/** log10 of what the leading Lyapunov exponent makes of a small change over the lag. */
function growthOverLag(evidence: Evidence): { log10: number; exponent: number; back: number } | undefined {
  const [exponent] = evidence.probe?.jacobian?.lyapunov ?? [];
  const back = lagOf(evidence);
  if (exponent === undefined || Number.isNaN(exponent) || back < 1) return undefined;
  return { log10: (exponent * back) / Math.LN10, exponent, back };
}

/** Along the sequence every small change of the state dies out: not this gradient alone, any gradient does. */
export const contracting = rule({
  id: "contracting",
  title: "the states forget in every direction",
  role: "mechanism",
  explains: ["vanishing", "horizon"],
  formula:
    "g = exp(largest Lyapunov exponent * lag), along one sequence; warn: g < warn, fail: g < fail; needs diagnose --deep",
  thresholds: { warn: 1e-3, fail: 1e-7 },
  source:
    "Engelken, Wolf & Abbott 2023; exponents by QR after Benettin et al. 1980; thresholds: those of vanishing",
  judge(evidence, { warn, fail }) {
    const found = growthOverLag(evidence);
    if (!found || !(found.log10 < Math.log10(warn))) return undefined;
    const { facts } = evidence;
    const isFail = found.log10 < Math.log10(fail);
    const layer = facts.layers.findIndex(({ hasState }) => hasState);
    return {
      ...graded(found.log10, isFail, { warn, fail }),
      sentence: `the largest Lyapunov exponent is ${short(found.exponent)} a step: the change that lasts longest is ${shortPower(found.log10)} of itself after ${steps(found.back)}.`,
      advice: cures(causeOf(evidence, layer), facts, layer),
    };
  },
});

/** Small changes of the state grow: what happened long ago decides everything, and no gradient can follow it. */
export const chaotic = rule({
  id: "chaotic",
  title: "the states are chaotic",
  role: "mechanism",
  explains: ["exploding", "long-gradient"],
  formula:
    "g = exp(largest Lyapunov exponent * lag), along one sequence; warn: g > warn, fail: g > fail; needs diagnose --deep",
  thresholds: { warn: 70, fail: 1000 },
  source:
    "Engelken, Wolf & Abbott 2023: chaos is an exponent above 0; how far above, over the lag: thresholds of exploding",
  judge(evidence, { warn, fail }) {
    const found = growthOverLag(evidence);
    if (!found || !(found.log10 > Math.log10(warn))) return undefined;
    const { facts } = evidence;
    const isFail = found.log10 > Math.log10(fail);
    const calm: Advice[] = [
      advise.orthogonal(),
      advise.gain((facts.experiment.init.gain ?? 1) * Math.exp(-found.exponent)),
      ...advise.clipAtMedian(facts, evidence.gradientNorm),
    ];
    return {
      ...graded(found.log10, isFail, { warn, fail }),
      sentence: `the largest Lyapunov exponent is ${short(found.exponent)} a step: two states that start close are ${shortPower(found.log10)} times as far apart after ${steps(found.back)}.`,
      advice: calm,
    };
  },
});
