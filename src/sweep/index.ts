/**
 * Many runs from one description: a file or options become settings with paired seeds, and a plan says which runs come
 * next. Knows experiments, cells and the contract of a task; it may not know which tasks there are, where runs are
 * kept, processes, the clock or the terminal.
 */
export { type Axis, isRange, numericValues, type Range } from "./axis.js";
export type { MakeTask } from "./experiment.js";
export { sweepJsonSchema } from "./json-schema.js";
export { type Ended, type Job, outcomesOf, plan, roundsOf, sizeOf, stepsOf } from "./plan.js";
export { type Result, resultsOf } from "./results.js";
export { type Carry, carryOut, type Event, type RunnerOptions } from "./runner.js";
export { type Search, type SweepFile, sweepSchema } from "./schema.js";
export { label, type Setting, settingName } from "./setting.js";
export { parseYaml, type Source } from "./source.js";
export { makeSweep, type Sweep, type Tuning } from "./sweep.js";
