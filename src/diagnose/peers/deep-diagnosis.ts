import type { Evidence } from "../evidence.js";
import { type Opinion, ofValue, ofWorst, tensorsOf } from "./opinion.js";

const system = "DeepDiagnosis";

/** Source  Wardat et al. 2022, "DeepDiagnosis: Automatically Diagnosing Faults and Recommending Actionable Fixes". */
export function deepDiagnosis(evidence: Evidence): Opinion[] {
  const tensors = tensorsOf(evidence);
  const kernels = tensors.filter(({ name, norm }) => evidence.facts.matrices.includes(name) && norm > 0);
  const saturated = (evidence.probe?.layers ?? []).flatMap(({ states }) =>
    states.map(({ saturatedHigh = 0, saturatedLow = 0 }) => saturatedHigh + saturatedLow),
  );
  return [
    ofWorst(
      { system, rule: "vanishing gradient", formula: "mean |dW| of a tensor", threshold: "< 1e-7" },
      tensors,
      ({ meanAbsGrad }) => meanAbsGrad,
      (v) => v < 1e-7,
      true,
    ),
    ofWorst(
      { system, rule: "update ratio, high", formula: "|dw| / |w|", threshold: "> 1e-1" },
      kernels,
      ({ updateRatio }) => updateRatio,
      (v) => v > 1e-1,
    ),
    ofWorst(
      { system, rule: "update ratio, low", formula: "|dw| / |w|", threshold: "< 1e-5" },
      kernels,
      ({ updateRatio }) => updateRatio,
      (v) => v < 1e-5,
      true,
    ),
    ofValue(
      { system, rule: "saturated", formula: "share of |tanh| > 0.95", threshold: "> 0.5" },
      saturated.length > 0 ? Math.max(...saturated) : undefined,
      (v) => v > 0.5,
    ),
  ];
}
