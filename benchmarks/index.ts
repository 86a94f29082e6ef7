/**
 * Benchmarks: verify, then time. Nothing is timed that does not agree with an independent computation of the same, and
 * every speed stands beside the limit of the machine, measured in the same minutes by the same means. May use every room
 * but the command line; owns the clock, as the command line does; what it finds are records, what it is doing it tells
 * a listener.
 */
export { benchData, benchProbe, type ShareRecord } from "./cost.js";
export { benchGrowth, type GrowthRecord, growthSweeps } from "./growth.js";
export { type MachineRecord, machineRecord } from "./machine.js";
export { benchPeers, type PeerRecord } from "./peers.js";
export type { Listener } from "./progress.js";
export { parseShape, type Shape, shapeName, standardShapes } from "./shape.js";
export { benchStart, type StartTimeRecord } from "./start.js";
export { benchSteps, type StepOptions, type StepTimeRecord } from "./steps.js";
