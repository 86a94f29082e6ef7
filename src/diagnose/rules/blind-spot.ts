import { meanAbsGradient } from "../peers/gradients.js";
import { rule } from "../rule.js";
import { short, shortPower } from "../text.js";
import { reachNow } from "./vanishing.js";

/**
 * The gradient vanishes through time while the weights' gradients look healthy: dL/dW is a sum over steps, and the recent
 * ones keep it large.
 */
export const blindSpot = rule({
  id: "blind-spot",
  title: "a rule over weight gradients would not see this",
  role: "note",
  formula: "r of the rule vanishing < ratio, and mean |dL/dW| of every recurrent matrix >= absolute",
  thresholds: { ratio: 1e-3, absolute: 1e-7 },
  source: "own; 1e-7: SageMaker Debugger (VanishingGradient), DeepDiagnosis",
  judge(evidence, { ratio, absolute }) {
    const reach = reachNow(evidence);
    const smallest = meanAbsGradient(evidence);
    if (!reach || !(reach.log10 < Math.log10(ratio)) || smallest === undefined) return undefined;
    if (!(smallest.value >= absolute)) return undefined;
    return {
      severity: "info",
      value: smallest.value,
      threshold: absolute,
      place: smallest.name,
      sentence: `mean |dW| of ${smallest.name} is ${short(smallest.value)}, which looks healthy: recent steps make it up. Through time only ${shortPower(reach.log10)} is left.`,
    };
  },
});
