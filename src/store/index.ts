/**
 * Runs on disk: a folder a run, append-only, resumable, never the worse for a kill, a full disk or a second process.
 * Knows the records of lab and the clock; runs nothing itself, except through a stream of records that it is handed.
 * Node only.
 */
import type { Checkpoint, EndRecord, RunOptions, RunRecord, StartRecord, Status } from "../lab/index.js";

/** A store or a run that cannot be used as asked. The message is one sentence: what is wrong, what to do. */
export class StoreError extends Error {
  override name = "StoreError";
}

/** A folder of runs. A value: nothing is open. */
export interface Store {
  readonly folder: string;
}

/** The folder of runs: what was asked for, else HINDSIGHT_STORE, else ./hindsight-runs. */
export declare function storeFolder(given?: string): string;

/** The store in this folder, for reading: it need not exist. */
export declare function openStore(folder: string): Store;

/**
 * Makes the folder where it is missing and tries to write there, so that a run is refused before it starts.
 *
 * @throws StoreError when nothing can be written there
 */
export declare function ensureWritable(store: Store): void;

/**
 * SHA-256, in hex, of what decides the bits of a run: the experiment with every default filled in (as in
 * `StartRecord.experiment`: the task's options resolved) and the version of the numerics. Threads and the
 * memory-saving "checkpoint" are left out: they change no bit.
 */
export declare function runHash(experiment: Readonly<Record<string, unknown>>): string;

/** Where a run stands. "running": a process writes it now; "unfinished": the process that wrote it is gone. */
export type RunState = Status | "running" | "unfinished";

/** record.json: what was run, by what, where. Written once. */
export interface RunFile {
  /** Name of the folder: `<task>-<cells>-<8 hex of the hash>`, a repeat with .2, .3. */
  readonly id: string;
  readonly hash: string;
  readonly numerics: number;
  readonly start: StartRecord;
  /** ISO time of the first record. */
  readonly created: string;
  readonly machine: Machine;
  /** Of the checkout that Hindsight runs from; "+" at the end when it had changes. */
  readonly commit?: string;
}

export interface Machine {
  readonly host: string;
  readonly cpu: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly system: string;
}

/** summary.json: how the run ended. An interrupted or unfinished run that is resumed gets a new one. */
export interface RunSummary {
  readonly end: EndRecord;
  /** ISO time of the end record. */
  readonly ended: string;
  /** Seconds of this process, or of all that had a part in the run. */
  readonly seconds: number;
}

/** A run in a store, as its files were when it was opened. */
export interface StoredRun {
  readonly id: string;
  readonly folder: string;
  readonly state: RunState;
  readonly file: RunFile;
  readonly summary?: RunSummary;
}

/** How a caller starts a run for the store: `(options) => run(experiment, task, { ...yours, ...options })`. */
export type Runner = (options: Pick<RunOptions, "from" | "afterStep">) => AsyncIterable<RunRecord>;

export interface StoreRunOptions {
  /** Steps between two checkpoints; default: the first step that is 10 seconds after the last one. Changes no bit. */
  readonly saveEvery?: number;
  /** Told once where the run is, before its first step. */
  readonly onOpen?: (run: { readonly id: string; readonly folder: string }) => void;
  /**
   * Told in one sentence that the run can no longer be stored, e.g. on a full disk; the run itself goes on, and what was
   * stored before can be resumed. Without it the sentence is thrown.
   */
  readonly onFailure?: (sentence: string) => void;
  /** Told in one sentence what the user should know, e.g. that a checkpoint is damaged and an earlier one is used. */
  readonly notice?: (sentence: string) => void;
}

/**
 * Passes on the records of a new run and stores them. The folder is made when the start record comes, so an experiment
 * that is refused leaves nothing. Call `ensureWritable` first.
 */
export declare function storeRun(
  store: Store,
  runner: Runner,
  options?: StoreRunOptions,
): AsyncGenerator<RunRecord>;

/**
 * Goes on with an unfinished or interrupted run from its last whole checkpoint, or from the start. All records of the
 * run are passed on, those that are stored already first: the stream is that of a run that was never interrupted.
 *
 * @throws StoreError when another process writes the run, or when it has ended
 */
export declare function resumeRun(
  run: StoredRun,
  runner: Runner,
  options?: StoreRunOptions,
): AsyncGenerator<RunRecord>;

/**
 * The run of exactly this experiment (`runHash`), if there is one: an ended one before an unfinished one before a
 * running one. For sweeps: ended is reused (`readRecords`), unfinished or interrupted is resumed.
 */
export declare function findRun(store: Store, hash: string): StoredRun | undefined;

/**
 * The run with this id, with an id that begins like this if there is only one, or in this folder.
 *
 * @throws StoreError that names the nearest
 */
export declare function namedRun(store: Store, name: string): StoredRun;

/** All records of a run in their order: `start` first, `end` last if it ended. A torn last line is left out. */
export declare function readRecords(run: StoredRun): Generator<RunRecord>;

/** One line of the list of runs. */
export interface RunEntry {
  readonly id: string;
  readonly state: RunState;
  readonly task: string;
  readonly cells: string;
  readonly seed: number;
  /** Steps done, and steps asked for. */
  readonly step: number;
  readonly steps: number;
  readonly solvedAt?: number;
  /** Of the last evaluation. */
  readonly loss?: number;
  readonly created: string;
}

/** All runs of a store, newest first, by way of an index file that is never the truth. Unreadable ones by name. */
export declare function listRuns(store: Store): {
  readonly runs: readonly RunEntry[];
  readonly damaged: readonly { readonly id: string; readonly why: string }[];
};

/**
 * Removes a run for good.
 *
 * @throws StoreError when a process writes it
 */
export declare function removeRun(run: StoredRun): void;

/** The last checkpoint of a run that is whole. */
export declare function lastCheckpoint(run: StoredRun): Checkpoint | undefined;
