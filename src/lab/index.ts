/** Experiments as records, runs as streams of records, and the contract of a task. Knows no task and no terminal. */
export type * from "./record.js";
export type * from "./task.js";
