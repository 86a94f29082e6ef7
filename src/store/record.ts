import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { RunOptions, RunRecord, StartRecord } from "../lab/index.js";
import { writeWhole } from "./atomic.js";
import { isSystem, StoreError, why } from "./error.js";
import type { Store } from "./folder.js";
import { NUMERICS, runHash, runName } from "./identity.js";
import { type Lock, lock } from "./lock.js";
import { commit, machine } from "./machine.js";
import { files, type RunFile } from "./run.js";
import { pretty, Session, type SessionOptions } from "./session.js";

/** How a caller starts a run for the store: `(options) => run(experiment, task, { ...yours, ...options })`. */
export type Runner = (
  options: Pick<RunOptions, "from" | "afterStep" | "onNonFinite">,
) => AsyncIterable<RunRecord>;

export interface StoreRunOptions extends SessionOptions {
  /** Told once where the run is, before its first step. */
  readonly onOpen?: (run: { readonly id: string; readonly folder: string }) => void;
}

/** Where half-made folders are: in the store, out of sight. */
const NEW = ".new-";

/**
 * Passes on the records of a new run and stores them. The folder is made when the start record comes, so an experiment
 * that is refused leaves nothing. Call `ensureWritable` first.
 *
 * @throws StoreError when the folder cannot be made
 */
export async function* storeRun(
  store: Store,
  runner: Runner,
  options: StoreRunOptions = {},
): AsyncGenerator<RunRecord> {
  let session: Session | undefined;
  try {
    for await (const record of runner({
      afterStep: (state) => session?.afterStep(state),
      onNonFinite: (box) => session?.onNonFinite(box),
    })) {
      if (record.kind === "start") session = begin(store, record, options);
      else session?.keep(record);
      yield record;
    }
  } finally {
    session?.close();
  }
}

function begin(store: Store, start: StartRecord, options: StoreRunOptions): Session {
  const hash = runHash(start.experiment);
  const from = commit();
  const file: RunFile = {
    hash,
    numerics: NUMERICS,
    start,
    created: new Date().toISOString(),
    machine: machine(),
    ...(from !== undefined && { commit: from }),
  };
  try {
    const { folder, held } = claim(store, runName(start.experiment, hash), file);
    options.onOpen?.({ id: basename(folder), folder });
    return Session.open(folder, hash, held, options);
  } catch (e) {
    if (!isSystem(e)) throw e;
    throw new StoreError(`The run cannot be stored in ${store.folder}, because ${why(e)}.`);
  }
}

/** Makes the run's folder, locked, under the first of `name`, `name.2`, `name.3` that is free; it appears as a whole. */
function claim(store: Store, name: string, file: RunFile): { folder: string; held: Lock } {
  const made = join(store.folder, `${NEW}${randomBytes(6).toString("hex")}`);
  mkdirSync(made);
  try {
    const held = lock(made);
    writeWhole(join(made, files.record), [pretty(file)]);
    return { folder: moved(made, join(store.folder, name)), held };
  } catch (e) {
    rmSync(made, { recursive: true, force: true });
    throw e;
  }
}

function moved(from: string, to: string): string {
  for (let n = 1; ; n++) {
    const folder = n === 1 ? to : `${to}.${n}`;
    if (existsSync(folder)) continue;
    try {
      renameSync(from, folder);
      return folder;
    } catch (e) {
      if (!existsSync(folder)) throw e; // another process may have been first
    }
  }
}
