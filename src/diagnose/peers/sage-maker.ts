import type { Evidence } from "../evidence.js";
import { type Opinion, ofValue, ofWorst, tensorsOf } from "./opinion.js";

const system = "SageMaker Debugger";

/** Source  Amazon SageMaker Debugger, "List of Debugger Built-in Rules": formulas and defaults. */
export function sageMaker(evidence: Evidence): Opinion[] {
  const { losses, broken, evaluation, zeroGradients, step } = evidence;
  const tensors = tensorsOf(evidence);
  const now = losses.values.at(-1);
  const before = losses.values.at(-11);
  const training = losses.values.reduce((a, b) => a + b, 0) / losses.values.length;
  return [
    ofWorst(
      { system, rule: "VanishingGradient", formula: "mean |dW| of a tensor", threshold: "< 1e-7" },
      tensors,
      ({ meanAbsGrad }) => meanAbsGrad,
      (v) => v < 1e-7,
      true,
    ),
    ofValue(
      { system, rule: "ExplodingTensor", formula: "NaN or infinity in a tensor", threshold: "> 0" },
      broken ? 1 : 0,
      (v) => v > 0,
    ),
    ofWorst(
      { system, rule: "WeightUpdateRatio", formula: "|dw| / |w|", threshold: "> 10" },
      tensors,
      ({ updateRatio }) => updateRatio,
      (v) => v > 10,
    ),
    ofValue(
      { system, rule: "LossNotDecreasing", formula: "loss now - 10 steps ago", threshold: ">= 0" },
      now === undefined || before === undefined ? undefined : now - before,
      (v) => v >= 0,
      "needs 10 steps",
    ),
    ofValue(
      { system, rule: "Overfit", formula: "(val - train) / train", threshold: "> 0.1" },
      evaluation && (evaluation.loss - training) / training,
      (v) => v > 0.1,
      "needs an evaluation",
    ),
    ofValue(
      { system, rule: "AllZero", formula: "share of steps without gradient", threshold: ">= 1" },
      step > 0 ? zeroGradients / step : undefined,
      (v) => v >= 1,
      "needs a step",
    ),
    {
      system,
      rule: "SaturatedActivation",
      formula: "tanh input outside -9.5..9.5",
      threshold: "> 50 %",
      fires: undefined,
      why: "selects layers by name: a fused recurrent layer has no such tensor",
    },
  ];
}
