/**
 * Experiments as records, runs as streams of records, and the contract of a task. Knows no task, no file, no clock and
 * no terminal.
 */

export type { Finding } from "../blackbox/index.js";
export type { Probe, Profile } from "../probe/index.js";
export { type BlackBox, type Rerun, rerun, type Step, traceStep } from "./blackbox.js";
export type { Checkpoint, LiveCheckpoint, Past } from "./checkpoint.js";
export { findCriterion } from "./criterion.js";
export { type DepthMeasurement, measureDepth } from "./depth.js";
export { type Evaluation, evaluate } from "./evaluate.js";
export {
  type Experiment,
  type ExperimentInput,
  experimentSchema,
  fieldsOfExperiment,
  parseExperiment,
} from "./experiment.js";
export { type FairSize, hiddenForParameters, parameterCount } from "./fair.js";
export { initialParameters } from "./initial.js";
export { BadInput, refuse, suggest } from "./input.js";
export { jsonLine, parseJsonLine } from "./json.js";
export { network } from "./network.js";
export { type Inputs, trainingNoise } from "./noise.js";
export { type Population, population } from "./population.js";
export { probeExperiment } from "./probe.js";
export { initialProfile, type Measurement } from "./profile.js";
export type * from "./record.js";
export { type RunOptions, run } from "./run.js";
export { firstMistake, type Mistake, showPath } from "./sentence.js";
export { spectraOf } from "./spectra.js";
export type * from "./task.js";
export { train } from "./train.js";
export { type Trial, trial } from "./trial.js";
export { windowed } from "./window.js";
export { type Worth, worthOf } from "./worth.js";
