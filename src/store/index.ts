/**
 * Runs on disk: a folder a run, append-only, resumable, never the worse for a kill, a full disk or a second process.
 * Knows the records of lab and the clock; runs nothing itself, except through a stream of records that it is handed.
 * Node only.
 */
export { save } from "./atomic.js";
export { readBlackBox, type StoredBox, writeBlackBox } from "./blackbox.js";
export { differences } from "./differences.js";
export { StoreError } from "./error.js";
export { toCsv, toParquet } from "./export.js";
export { findRun, namedRun, removeRun } from "./find.js";
export { ensureWritable, openStore, type Store, storeFolder } from "./folder.js";
export { NUMERICS, runHash } from "./identity.js";
export { listRuns, type RunEntry, type RunList } from "./list.js";
export { commit, type Machine, machine } from "./machine.js";
export { pastOf } from "./past.js";
export { type Runner, type StoreRunOptions, storeRun } from "./record.js";
export { type ResumeOptions, resumeRun } from "./resume.js";
export { type Cell, type Columns, metricRows, profileRows, settingsOf } from "./rows.js";
export {
  blackBoxOf,
  isOver,
  openRun,
  type RunFile,
  type RunState,
  type RunSummary,
  readRecords,
  type StoredRun,
} from "./run.js";
export {
  decodeTensors,
  encodeTensors,
  readTensors,
  type Tensor,
  type Tensors,
  writeTensors,
} from "./safetensors.js";
export { type Replay, type Verification, verifyRun } from "./verify.js";
