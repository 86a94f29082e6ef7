import type { Evidence } from "../evidence.js";
import { type Opinion, ofValue, ofWorst, tensorsOf } from "./opinion.js";

const system = "AUTOTRAINER";

/**
 * Source  Zhang et al. 2021, "AUTOTRAINER: An Automatic DNN Training Problem Detection and Repair System", default
 *         parameters. Deviates: its wait for slow training is left out, so that the formulas are seen at work.
 */
export function autotrainer(evidence: Evidence): Opinion[] {
  const { facts } = evidence;
  const kernels = tensorsOf(evidence).filter(({ name }) => facts.matrices.includes(name));
  const [first, last] = [kernels[0], kernels.at(-1)];
  const ratio = first && last && first.gradNorm / last.gradNorm;
  const accuracy = evidence.evaluation?.metrics.accuracy;
  return [
    {
      ...ofValue(
        {
          system,
          rule: "vanishing",
          formula: "|dW first| < 1e-4, / |dW last|",
          threshold: "< 1e-3",
        },
        ratio,
        (v) => v < 1e-3 && (first?.gradNorm ?? 1) < 1e-4,
      ),
      ...(first && last && { place: `${first.name} / ${last.name}` }),
    },
    {
      ...ofValue(
        { system, rule: "exploding", formula: "|dW first| / |dW last|", threshold: "> 70" },
        ratio,
        (v) => v > 70,
      ),
      ...(first && last && { place: `${first.name} / ${last.name}` }),
    },
    ofWorst(
      { system, rule: "dying ReLU", formula: "share of gradients exactly 0", threshold: ">= 0.7" },
      kernels,
      ({ shareOfZeroGrads }) => shareOfZeroGrads,
      (v) => v >= 0.7,
    ),
    ofWorst(
      { system, rule: "large weight", formula: "max |w|", threshold: "> 5" },
      kernels,
      ({ maxAbs }) => maxAbs,
      (v) => v > 5,
    ),
    ofValue(
      { system, rule: "no convergence", formula: "accuracy", threshold: "< 0.6" },
      accuracy,
      (v) => v < 0.6,
      "needs an accuracy, which this task does not have",
    ),
  ];
}
