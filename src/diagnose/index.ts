/**
 * What measurements mean: rules over the records of a run, verdicts with evidence and advice. Knows the records of lab
 * and the measurements of probe as types only; runs nothing, reads no file, knows no task by name.
 */
export { isClipping } from "./advice.js";
export { applied, isInitial } from "./apply.js";
export { rules } from "./catalogue.js";
export { type DiagnoseOptions, type Diagnoser, type Diagnosis, diagnose, diagnoser } from "./diagnoser.js";
export type { Evidence } from "./evidence.js";
export { type Facts, factsOf, type LayerFacts } from "./facts.js";
export { type Opinion, opinions } from "./peers/index.js";
export { type Answer, type Least, least } from "./preflight.js";
export { lagWithin, type Reach, reachOf } from "./reach.js";
export type { Rule, Thresholds } from "./rule.js";
export {
  type Advice,
  byWeight,
  type Finding,
  type Severity,
  type Standing,
  type Verdict,
} from "./verdict.js";
