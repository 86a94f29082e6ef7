/**
 * Experiments as records, runs as streams of records, and the contract of a task. Knows no task, no file, no clock and
 * no terminal.
 */
export { evaluate } from "./evaluate.js";
export { experimentSchema, parseExperiment } from "./experiment.js";
export { initialParameters } from "./initial.js";
export { BadInput } from "./input.js";
export { network } from "./network.js";
export { initialProfile } from "./profile.js";
export { run } from "./run.js";
export { train } from "./train.js";
