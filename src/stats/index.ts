/**
 * Statistics over seeds: how often a setting solves, how soon, how well it ends, and whether one setting beats
 * another, each with what few runs allow one to say. Knows outcomes of runs as plain numbers; no experiment, no text
 * but its cautions, no clock.
 */
export { fewSeeds } from "./caution.js";
export { type Comparison, compareSettings } from "./compare.js";
export type { FinalSummary } from "./final.js";
export type { Estimate, Interval } from "./interval.js";
export { type Counts, hasSolved, type RunOutcome, type RunStatus } from "./outcome.js";
export { pairedRatio, pairedShift, type Seeded } from "./ratio.js";
export { type Summary, summarise } from "./summary.js";
export type { Observation, SurvivalCurve, SurvivalPoint } from "./survival.js";
export { wilson } from "./wilson.js";
