import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import {
  type EndRecord,
  parseJsonLine,
  type RunRecord,
  type StartRecord,
  type Status,
} from "../lab/index.js";
import { StoreError } from "./error.js";
import { readLines } from "./journal.js";
import { isLocked } from "./lock.js";
import type { Machine } from "./machine.js";

/** Where a run stands. "running": a process writes it now; "unfinished": the process that wrote it is gone. */
export type RunState = Status | "running" | "unfinished";

/** record.json: what was run, by what, where. Written once. */
export interface RunFile {
  /** SHA-256 of what decides the bits: `runHash`. */
  readonly hash: string;
  /** Version of the numerics, which is a part of the hash. */
  readonly numerics: number;
  readonly start: StartRecord;
  /** ISO time of the first record. */
  readonly created: string;
  readonly machine: Machine;
  /** Of the checkout that Hindsight ran from; "+" at the end when it had changes. */
  readonly commit?: string;
}

/** summary.json: how the run ended. A run that is resumed gets a new one. */
export interface RunSummary {
  readonly end: EndRecord;
  /** ISO time of the end record. */
  readonly ended: string;
  /** Seconds that the last process worked on it. */
  readonly seconds: number;
}

/** A line of resumes.jsonl: when and from which step the run went on, and how it had ended before, if it had. */
export interface Resume {
  readonly resumed: string;
  readonly step: number;
  readonly hindsight: string;
  readonly backend: string;
  readonly machine: Machine;
  readonly previous?: RunSummary;
}

/** A run in a store, as its files were when it was opened. */
export interface StoredRun {
  /** Name of the folder: `<task>-<cells>-<8 hex of the hash>`, a repeat with .2, .3. */
  readonly id: string;
  readonly folder: string;
  readonly state: RunState;
  readonly file: RunFile;
  readonly summary?: RunSummary;
}

export const files = {
  record: "record.json",
  metrics: "metrics.jsonl",
  summary: "summary.json",
  resumes: "resumes.jsonl",
  blackBox: "blackbox.safetensors",
} as const;

/**
 * The file of the step at which a run was no longer finite.
 *
 * @throws StoreError for a run that has none
 */
export function blackBoxOf({ id, folder }: StoredRun): string {
  const file = join(folder, files.blackBox);
  if (existsSync(file)) return file;
  throw new StoreError(
    `The run ${id} has no step to make again, because none was kept that is not finite; hindsight runs show ${id} says how it ended.`,
  );
}

export const isRun = (folder: string): boolean => existsSync(join(folder, files.record));

/** Statuses that a run keeps: there is nothing to resume. */
export const isOver = (state: RunState): boolean =>
  state === "solved" || state === "finished" || state === "stopped early" || state === "diverged";

/** @throws StoreError for a folder whose record or summary cannot be read */
export function openRun(folder: string): StoredRun {
  const file = readJson(folder, files.record) as RunFile | undefined;
  if (file?.start?.experiment === undefined)
    throw new StoreError(`${join(folder, files.record)} is missing or not the record of a run.`);
  const summary = readJson(folder, files.summary) as RunSummary | undefined;
  return { id: basename(folder), folder, state: stateOf(folder, summary), file, ...(summary && { summary }) };
}

function stateOf(folder: string, summary: RunSummary | undefined): RunState {
  if (summary && isOver(summary.end.status)) return summary.end.status;
  if (isLocked(folder)) return "running";
  return summary?.end.status ?? "unfinished";
}

/** All records of a run in their order: `start` first, `end` last if it ended. A torn last line is left out. */
export function* readRecords({ folder, file, summary }: StoredRun): Generator<RunRecord> {
  yield file.start;
  yield* metrics(folder);
  if (summary) yield summary.end;
}

/**
 * The records in the first `bytes` bytes of metrics.jsonl.
 *
 * @throws StoreError for a line that is none
 */
export function* metrics(folder: string, bytes?: number): Generator<RunRecord> {
  const path = join(folder, files.metrics);
  if (!existsSync(path)) return;
  let n = 0;
  for (const line of readLines(path, bytes)) {
    n++;
    yield recordOf(line, () => `${path} is damaged: line ${n} is not a record.`);
  }
}

function recordOf(line: string, message: () => string): RunRecord {
  try {
    const record = parseJsonLine(line);
    if (typeof record.kind === "string") return record;
  } catch (e) {
    if (!(e instanceof SyntaxError)) throw e;
  }
  throw new StoreError(message());
}

/** The value of a JSON file as `jsonLine` writes its numbers; undefined when there is none. */
function readJson(folder: string, name: string): unknown {
  const path = join(folder, name);
  if (!existsSync(path)) return undefined;
  try {
    return parseJsonLine(readFileSync(path, "utf8"));
  } catch (e) {
    if (e instanceof SyntaxError) throw new StoreError(`${path} is damaged: it is not JSON.`);
    throw e;
  }
}
