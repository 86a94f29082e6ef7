/**
 * Records into lines, tables and charts as strings. Every function is pure and is told what the terminal can show
 * (`Style`). Knows the records of lab and the profiles of probe as types only; no files, no terminal, no clock.
 */
export { chart } from "./chart.js";
export { jsonLine } from "./json.js";
export { lossChart } from "./loss.js";
export { count, duration, fromLog10, significant } from "./numbers.js";
export { log10Reach, topState, verdict } from "./outcome.js";
export { profileChart, profileTable } from "./profile.js";
export { progressLine } from "./progress.js";
export { sentence } from "./sentence.js";
export { table } from "./table.js";
export { verdictTable } from "./verdict.js";
