import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Experiment, type RunRecord, run, type Task } from "../../src/lab/index.js";
import {
  openStore,
  type ResumeOptions,
  type Runner,
  resumeRun,
  type Store,
  type StoredRun,
  storeRun,
} from "../../src/store/index.js";

/** Removed by test/setup with everything temporary. */
const root = mkdtempSync(join(tmpdir(), "hindsight-test-store-"));

export const temporary = (name = "store-"): string => mkdtempSync(join(root, name));

export const newStore = (): Store => openStore(temporary());

/** The process is killed here: nothing after it is done, not even what `finally` does. */
export class Killed extends Error {}

/** Runs the experiment; `kill` is asked before each record. */
export const runner = (
  experiment: Experiment,
  task: Task,
  kill: (record: RunRecord) => boolean = () => false,
): Runner =>
  async function* (options) {
    for await (const record of run(experiment, task, { version: "0.0.0", ...options })) {
      if (kill(record)) throw new Killed();
      yield record;
    }
  };

/** All records that came until the end or until it was killed. */
export async function collect(records: AsyncIterable<RunRecord>): Promise<RunRecord[]> {
  const all: RunRecord[] = [];
  try {
    for await (const record of records) all.push(record);
  } catch (e) {
    if (!(e instanceof Killed)) throw e;
  }
  return all;
}

/** Stores a run and says where. */
export async function store(into: Store, from: Runner, saveEvery = 2): Promise<string> {
  let folder = "";
  await collect(
    storeRun(into, from, {
      saveEvery,
      onOpen: (opened) => {
        folder = opened.folder;
      },
    }),
  );
  return folder;
}

/** Resumes a run and says what was told on the way. */
export async function resume(stored: StoredRun, from: Runner, options: ResumeOptions = {}) {
  const notices: string[] = [];
  let step = -1;
  const records = await collect(
    resumeRun(stored, from, {
      saveEvery: 2,
      notice: (sentence) => notices.push(sentence),
      onResume: (at) => {
        step = at;
      },
      ...options,
    }),
  );
  return { records, notices, step };
}

export const read = (folder: string, name: string): string => readFileSync(join(folder, name), "utf8");

export const names = (folder: string): string[] => readdirSync(folder).sort();
