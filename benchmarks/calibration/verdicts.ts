import type { Verdict } from "../../src/diagnose/index.js";
import type { Fault, Label } from "./corpus.js";

type Seen = Pick<Verdict, "rule" | "value"> & { readonly cures: readonly string[] };

const rules =
  (...ids: readonly string[]) =>
  ({ rule }: Seen) =>
    ids.includes(rule);
const advised =
  (cure: string, ...ids: readonly string[]) =>
  ({ rule, cures }: Seen) =>
    ids.includes(rule) && cures.includes(cure);

/** Which rules say which fault. What a rule about updates says is in its advice: shorter steps, or longer ones. */
export const says: Readonly<Record<Fault, (verdict: Seen) => boolean>> = {
  vanishing: rules("vanishing", "vanishing-layers", "guaranteed-decay"),
  exploding: rules("exploding", "exploding-layers", "long-gradient"),
  dead: rules("dead-units"),
  saturated: rules("saturated-state", "saturated-gate"),
  "rate-high": advised("small-rate", "update-ratio", "unchanged-tensor", "overshoot", "weight-growth"),
  "rate-low": advised("large-rate", "update-ratio", "unchanged-tensor"),
  "bad-init": rules("symmetric-weights", "poor-init", "initial-loss"),
  "clipped-away": rules("clip-always"),
};

/**
 * What a fault brings about by itself, so that a verdict about it is true of the run though the run was not made for
 * it. A shut unit, a saturated one and one that starts at zero hand no gradient back; steps that are too long, and a
 * gradient that explodes, throw units to where they are saturated or off, and make weights grow.
 */
export const bringsAbout: Readonly<Record<Label, readonly Fault[]>> = {
  healthy: [],
  vanishing: ["dead", "saturated", "bad-init"],
  exploding: ["vanishing", "dead", "saturated", "rate-high", "bad-init", "clipped-away"],
  dead: ["vanishing", "bad-init"],
  saturated: ["vanishing", "dead", "bad-init"],
  "rate-high": ["vanishing", "exploding", "dead", "saturated", "clipped-away"],
  "rate-low": [],
  "bad-init": ["vanishing", "exploding", "dead", "clipped-away"],
  "clipped-away": ["rate-low"],
};

/** The fault each mechanism is about, for figures by rule. Notes and rules that hold by construction have none. */
export const about: Readonly<Record<string, Fault>> = {
  vanishing: "vanishing",
  "guaranteed-decay": "vanishing",
  horizon: "vanishing",
  "blind-spot": "vanishing",
  "forgets-too-soon": "vanishing",
  "vanishing-layers": "vanishing",
  exploding: "exploding",
  "long-gradient": "exploding",
  "exploding-layers": "exploding",
  "dead-units": "dead",
  "saturated-state": "saturated",
  "saturated-gate": "saturated",
  overshoot: "rate-high",
  "weight-growth": "rate-high",
  "symmetric-weights": "bad-init",
  "poor-init": "bad-init",
  "initial-loss": "bad-init",
  "clip-always": "clipped-away",
};
/** Rules that say too long or too short, or neither, by their advice alone. */
const byAdvice: readonly string[] = ["update-ratio", "unchanged-tensor", "overshoot"];

/** The fault that a verdict is about. */
export function faultOf(verdict: Seen): Fault | undefined {
  const [said] = Object.entries(says).find(([, isSaid]) => isSaid(verdict)) ?? [];
  return (said as Fault | undefined) ?? (byAdvice.includes(verdict.rule) ? undefined : about[verdict.rule]);
}

export const symptoms = ["stuck", "plateau", "unsolved", "oscillation", "diverged", "non-finite"];

/** Formulas of other monitors, by the fault they are about. */
export const peers: readonly { readonly system: string; readonly rule: string; readonly about: Fault }[] = [
  { system: "SageMaker Debugger", rule: "VanishingGradient", about: "vanishing" },
  { system: "AUTOTRAINER", rule: "vanishing", about: "vanishing" },
  { system: "DeepDiagnosis", rule: "vanishing gradient", about: "vanishing" },
  { system: "torchmortem", rule: "gradient flow", about: "vanishing" },
  { system: "torchmortem", rule: "stalled", about: "vanishing" },
  { system: "SageMaker Debugger", rule: "ExplodingTensor", about: "exploding" },
  { system: "AUTOTRAINER", rule: "exploding", about: "exploding" },
  { system: "torchmortem", rule: "exploding", about: "exploding" },
  { system: "AUTOTRAINER", rule: "dying ReLU", about: "dead" },
  { system: "DeepDiagnosis", rule: "saturated", about: "saturated" },
  { system: "SageMaker Debugger", rule: "WeightUpdateRatio", about: "rate-high" },
  { system: "DeepDiagnosis", rule: "update ratio, high", about: "rate-high" },
  { system: "AUTOTRAINER", rule: "large weight", about: "rate-high" },
  { system: "DeepDiagnosis", rule: "update ratio, low", about: "rate-low" },
  { system: "torchmortem", rule: "update ratio", about: "rate-low" },
];

/** Thresholds that are swept, with the values tried. */
export const sweeps: readonly {
  readonly rule: string;
  readonly name: string;
  readonly values: readonly number[];
}[] = [
  { rule: "vanishing", name: "warn", values: [0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-7, 1e-10] },
  { rule: "guaranteed-decay", name: "warn", values: [0.1, 1e-2, 1e-3, 1e-5, 1e-7] },
  { rule: "exploding", name: "warn", values: [3, 10, 30, 70, 200, 1000, 1e4] },
  { rule: "long-gradient", name: "warn", values: [10, 100, 1000, 1e4] },
  { rule: "exploding-layers", name: "warn", values: [3, 10, 30, 70, 200] },
  { rule: "vanishing-layers", name: "warn", values: [0.1, 1e-2, 1e-3, 1e-4] },
  { rule: "dead-units", name: "warn", values: [0.3, 0.5, 0.7, 0.8, 0.9] },
  { rule: "saturated-state", name: "warn", values: [0.2, 0.3, 0.5, 0.7, 0.8, 0.9] },
  { rule: "saturated-gate", name: "warn", values: [0.5, 0.7, 0.8, 0.9, 0.95] },
  { rule: "update-ratio", name: "low", values: [1e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3] },
  { rule: "update-ratio", name: "high", values: [0.03, 0.1, 0.3, 1, 3] },
  { rule: "weight-growth", name: "warn", values: [3, 10, 30, 100] },
  { rule: "weight-growth", name: "large", values: [0, 1, 2, 5, 10] },
  { rule: "overshoot", name: "count", values: [1, 3, 10, 30] },
  { rule: "poor-init", name: "ratio", values: [10, 100, 1e3, 1e4] },
  { rule: "initial-loss", name: "warn", values: [2, 5, 10, 30] },
  { rule: "clip-always", name: "share", values: [0.5, 0.8, 0.9, 0.95, 0.99] },
  { rule: "clip-always", name: "scale", values: [0.5, 0.3, 0.1, 0.03, 0.01, 1e-3] },
  { rule: "stuck", name: "skill", values: [0.05, 0.1, 0.2, 0.3] },
  { rule: "plateau", name: "gain", values: [0.003, 0.01, 0.03] },
  { rule: "plateau", name: "done", values: [0.8, 0.9, 0.95, 0.98, 1] },
  { rule: "oscillation", name: "share", values: [0.1, 0.2, 0.3, 0.4, 0.5] },
];
