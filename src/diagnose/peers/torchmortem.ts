import type { Evidence } from "../evidence.js";
import { type Opinion, ofValue, tensorsOf } from "./opinion.js";

const system = "torchmortem";

/** Source  torchmortem, detectors for gradient flow, dead units, saturation and updates: their default thresholds. */
export function torchmortem(evidence: Evidence): Opinion[] {
  const { facts, probe, gradientNorms } = evidence;
  const tensors = tensorsOf(evidence);
  const byLayer = new Map<string, number>();
  for (const { name, gradNorm } of tensors) {
    const layer = name.split(".")[0] ?? name;
    byLayer.set(layer, Math.hypot(byLayer.get(layer) ?? 0, gradNorm));
  }
  const norms = [...byLayer.values()];
  const ratios = tensors
    .filter(({ name, norm }) => facts.matrices.includes(name) && norm > 0)
    .map(({ updateRatio }) => updateRatio)
    .sort((a, b) => a - b);
  const isFused = facts.layers.some(({ hasState }) => hasState);
  const norm = probe?.gradientNorm ?? gradientNorms.values.at(-1);
  return [
    ofValue(
      { system, rule: "gradient flow", formula: "|dW| of layers, max / min", threshold: "> 100" },
      norms.length > 1 ? Math.max(...norms) / Math.min(...norms) : undefined,
      (v) => v > 100,
    ),
    ofValue(
      { system, rule: "exploding", formula: "|dW| of all", threshold: "> 1000" },
      norm,
      (v) => v > 1000,
    ),
    ofValue({ system, rule: "stalled", formula: "|dW| of all", threshold: "< 1e-8" }, norm, (v) => v < 1e-8),
    ofValue(
      { system, rule: "update ratio", formula: "median |dw|/|w|", threshold: "not 1e-5..1e-1" },
      ratios[ratios.length >> 1],
      (v) => v < 1e-5 || v > 1e-1,
    ),
    {
      system,
      rule: "dead, saturated",
      formula: "|a| < 1e-6, |a| > 0.95",
      threshold: "> 50 %",
      fires: undefined,
      why: isFused
        ? "skips modules whose output is a tuple: every recurrent layer"
        : "needs the activations of every module",
    },
  ];
}
