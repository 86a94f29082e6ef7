import * as advise from "../advice.js";
import type { Evidence } from "../evidence.js";
import { graded } from "../grade.js";
import { wholeStates } from "../reach.js";
import { rule } from "../rule.js";
import { shortPower } from "../text.js";
import type { Advice } from "../verdict.js";
import { LOST, SHUT, WILD } from "./brings.js";

/** log10 of the gradient that reaches the lowest layer over that of the highest. */
interface AcrossLayers {
  readonly log10: number;
  readonly lowest: number;
  readonly layers: number;
}

/** Of a feed-forward stack the gradients of the layers; of a recurrent one those of the states at the last step. */
function acrossLayers({ profile }: Evidence): AcrossLayers | undefined {
  if (!profile) return undefined;
  const curve = profile.layers
    ? profile.layers.filter(({ layer }) => layer > 0).map(({ gradient }) => gradient.log10)
    : wholeStates(profile).map(({ log10 }) => log10.findLast((v) => v > Number.NEGATIVE_INFINITY));
  const [first, last] = [curve[0], curve.at(-1)];
  if (curve.length < 2 || first === undefined || last === undefined || Number.isNaN(first - last))
    return undefined;
  return { log10: first - last, lowest: first, layers: curve.length };
}

/** The lower layers get no gradient. */
export const vanishingLayers = rule({
  id: "vanishing-layers",
  title: "the gradient vanishes from layer to layer",
  role: "mechanism",
  explains: ["poor-init"],
  formula:
    "r = |dL/dy| of the lowest layer / of the highest; warn: r < warn, fail: r < fail and |dL/dy| of the lowest < small",
  thresholds: { warn: 1e-2, fail: 1e-3, small: 1e-4 },
  source: "100x: torchmortem; 1e-3 and 1e-4: AUTOTRAINER (beta 1, beta 2)",
  judge(evidence, { warn, fail, small }) {
    const across = acrossLayers(evidence);
    if (!across || !(across.log10 < Math.log10(warn))) return undefined;
    const isFail = across.log10 < Math.log10(fail) && across.lowest < Math.log10(small);
    return {
      ...graded(across.log10, isFail, { warn, fail }),
      place: "layer 1",
      sentence: `through ${across.layers} layers ${shortPower(across.log10)} of the gradient is left for the lowest.`,
      advice: deep(evidence),
    };
  },
});

/** The lower layers get a gradient many times that of the higher ones. */
export const explodingLayers = rule({
  id: "exploding-layers",
  title: "the gradient explodes from layer to layer",
  role: "mechanism",
  explains: [...LOST, ...SHUT, ...WILD, "exploding", "long-gradient", "poor-init", "initial-loss"],
  lasting: true,
  formula: "r = |dL/dy| of the lowest layer / of the highest; warn: r > warn, fail: r > fail",
  thresholds: { warn: 70, fail: 1000 },
  source: "70: AUTOTRAINER (beta 3); 1000: torchmortem",
  judge(evidence, { warn, fail }) {
    const across = acrossLayers(evidence);
    if (!across || !(across.log10 > Math.log10(warn))) return undefined;
    const isFail = across.log10 > Math.log10(fail);
    return {
      ...graded(across.log10, isFail, { warn, fail }),
      place: "layer 1",
      sentence: `through ${across.layers} layers the gradient grows ${shortPower(across.log10)} times.`,
      advice: [
        advise.depthInit("glorot-uniform"),
        ...advise.clipAtMedian(evidence.facts, evidence.gradientNorm),
        advise.lowerRate(evidence.facts, 5),
      ],
    };
  },
});

function deep({ facts }: Evidence): Advice[] {
  const [first] = facts.layers;
  if (first?.hasState) return [advise.recommendedInit()];
  if (first?.activation === "relu") return [advise.depthInit("he-normal"), advise.selu(facts)];
  return [advise.selu(facts), advise.depthInit("glorot-uniform")];
}
