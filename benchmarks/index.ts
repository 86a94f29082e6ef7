/**
 * Benchmarks: verify, then time. Nothing is timed that does not agree with an independent computation of the same, and
 * every speed stands beside the limit of the machine, measured in the same minutes by the same means. May use every room
 * but the command line; owns the clock, as the command line does; what it finds are records, what it is doing it tells
 * a listener.
 */
import type { ShareRecord } from "./cost.js";
import type { GrowthRecord } from "./growth.js";
import type { PeerRecord } from "./peers.js";
import type { StartTimeRecord } from "./start.js";
import type { StepTimeRecord } from "./steps.js";

/** Whatever a benchmark finds. */
export type BenchRecord = StepTimeRecord | PeerRecord | GrowthRecord | ShareRecord | StartTimeRecord;

export { benchData, benchProbe, benchUpdate } from "./cost.js";
export { benchGrowth, growthSweeps } from "./growth.js";
export { type MachineRecord, machineRecord } from "./machine.js";
export { benchPeers } from "./peers.js";
export type { Listener } from "./progress.js";
export { parseShape, type Shape, shapeName, standardShapes } from "./shape.js";
export { benchStart } from "./start.js";
export { benchSteps, type StepOptions } from "./steps.js";
export type { GrowthRecord, PeerRecord, ShareRecord, StartTimeRecord, StepTimeRecord };
export { type Configuration, configurations, type Label, labels } from "./calibration/corpus.js";
export { type CaseRecord, diagnosed } from "./calibration/diagnosed.js";
export { type Figure, type Kept, type Scores, type Share, scores } from "./calibration/score.js";
