import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  type Stats,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { type EvaluationRecord, jsonLine, parseJsonLine, type RunRecord } from "../lab/index.js";
import { writeWhole } from "./atomic.js";
import { StoreError } from "./error.js";
import { runIds } from "./find.js";
import type { Store } from "./folder.js";
import { cellsOf, taskOf } from "./identity.js";
import { isLocked } from "./lock.js";
import { files, isOver, openRun, type RunState, type StoredRun } from "./run.js";

/** One line of the list of runs. */
export interface RunEntry {
  readonly id: string;
  readonly state: RunState;
  readonly task: string;
  /** Cells, lowest layer first. */
  readonly cells: readonly string[];
  readonly seed: number;
  /** Steps done, and steps asked for. */
  readonly step: number;
  readonly steps: number;
  readonly solvedAt?: number;
  /** Of the last evaluation. */
  readonly loss?: number;
  /** ISO time of the first record. */
  readonly created: string;
}

export interface RunList {
  /** Newest first. */
  readonly runs: readonly RunEntry[];
  /** Folders that should hold a run, and why they cannot be read. */
  readonly damaged: readonly { readonly id: string; readonly why: string }[];
}

const INDEX = ".index.json";
/** To be raised when entries change their form. */
const VERSION = 1;

/** What an entry was made from: times and sizes of the run's files. While they are the same, so is the entry. */
interface Indexed {
  readonly stamp: string;
  readonly entry: RunEntry;
}

/**
 * All runs of a store. Entries are kept in an index file that is never the truth: each is made anew when a file of its run
 * has changed, and the whole when it is missing, damaged or of another version.
 *
 * @throws StoreError when the store's folder cannot be read
 */
export function listRuns(store: Store): RunList {
  const index = readIndex(store);
  const next: Record<string, Indexed> = {};
  const damaged: { id: string; why: string }[] = [];
  let isNew = false;
  for (const id of runIds(store)) {
    const folder = join(store.folder, id);
    const stamp = stampOf(folder);
    if (stamp === undefined) continue;
    const known = index.get(id);
    if (known?.stamp === stamp) next[id] = { stamp, entry: current(known.entry, folder) };
    else {
      try {
        next[id] = { stamp, entry: entryOf(openRun(folder)) };
        isNew = true;
      } catch (e) {
        if (!(e instanceof StoreError)) throw e;
        damaged.push({ id, why: e.message });
      }
    }
  }
  const runs = Object.values(next).map(({ entry }) => entry);
  if (isNew || runs.length !== index.size) writeIndex(store, next);
  runs.sort((a, b) => (a.created < b.created ? 1 : a.created > b.created ? -1 : a.id < b.id ? -1 : 1));
  return { runs, damaged };
}

/** Undefined for a folder that is no run. */
function stampOf(folder: string): string | undefined {
  const record = stat(join(folder, files.record));
  if (!record) return undefined;
  const end = stat(join(folder, files.summary)) ?? stat(join(folder, files.metrics));
  return [record, end].map((one) => (one ? `${one.mtimeMs}:${one.size}:${one.ino}` : "")).join(" ");
}

function stat(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

/** Whether a process writes a run that is not over can change without any file. */
function current(entry: RunEntry, folder: string): RunEntry {
  if (entry.state !== "running" && entry.state !== "unfinished") return entry;
  return { ...entry, state: isLocked(folder) ? "running" : "unfinished" };
}

function entryOf({ id, folder, state, file, summary }: StoredRun): RunEntry {
  const { experiment } = file.start;
  const facts = summary && isOver(state) ? undefined : lastLines(join(folder, files.metrics));
  const end = summary?.end;
  const solvedAt = end?.solvedAt;
  const loss = end?.evaluation?.loss ?? facts?.evaluation?.loss;
  return {
    id,
    state,
    task: taskOf(experiment),
    cells: cellsOf(experiment),
    seed: Number(experiment.seed),
    step: end?.step ?? facts?.step ?? 0,
    steps: Number(experiment.steps),
    ...(solvedAt !== undefined && { solvedAt }),
    ...(loss !== undefined && { loss }),
    created: file.created,
  };
}

const TAIL = 1 << 16;

/** The last step and the last evaluation among the last lines of the metrics. */
function lastLines(path: string): { step: number; evaluation?: EvaluationRecord } {
  if (!existsSync(path)) return { step: 0 };
  let step = 0;
  let evaluation: EvaluationRecord | undefined;
  for (const line of tail(path)) {
    const record = recordOf(line);
    if (record?.kind === "step") step = record.step;
    if (record?.kind === "evaluation") evaluation = record;
  }
  return { step, ...(evaluation && { evaluation }) };
}

/** The whole lines at the end of a file. */
function tail(path: string): string[] {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(TAIL, size));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    const lines = bytes.toString().split("\n");
    return lines.slice(bytes.length < size ? 1 : 0, -1);
  } finally {
    closeSync(file);
  }
}

function recordOf(line: string): RunRecord | undefined {
  try {
    return parseJsonLine(line);
  } catch {
    return undefined;
  }
}

function readIndex({ folder }: Store): ReadonlyMap<string, Indexed> {
  try {
    const read: unknown = JSON.parse(readFileSync(join(folder, INDEX), "utf8"));
    const { version, entries } = read as { version?: number; entries?: Record<string, Indexed> };
    return new Map(version === VERSION ? Object.entries(entries ?? {}) : []);
  } catch {
    return new Map();
  }
}

/** A store that cannot be written is listed without an index. */
function writeIndex({ folder }: Store, entries: Readonly<Record<string, Indexed>>): void {
  try {
    writeWhole(join(folder, INDEX), [jsonLine({ version: VERSION, entries })]);
  } catch {
    // The index saves time and nothing else.
  }
}
