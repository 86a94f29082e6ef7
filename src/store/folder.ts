import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { StoreError, why } from "./error.js";

/** A folder of runs. A value: nothing is open. */
export interface Store {
  readonly folder: string;
}

/** The folder of runs: what was asked for, else HINDSIGHT_STORE, else ./hindsight-runs. */
export function storeFolder(given?: string): string {
  return resolve(given || process.env.HINDSIGHT_STORE || "hindsight-runs");
}

/** The store in this folder, for reading: it need not exist. */
export function openStore(folder: string): Store {
  return { folder: resolve(folder) };
}

/**
 * Makes the folder where it is missing and tries to write there, so that a run is refused before it starts.
 *
 * @throws StoreError when nothing can be written there
 */
export function ensureWritable({ folder }: Store): void {
  try {
    makeFolder(folder);
    removeLeftovers(folder);
    const probe = join(folder, `.probe-${randomBytes(6).toString("hex")}`);
    try {
      writeFileSync(probe, "1");
    } finally {
      rmSync(probe, { force: true });
    }
  } catch (e) {
    throw new StoreError(
      `Runs cannot be stored in ${folder}, because ${why(e)}; name another folder with --store or HINDSIGHT_STORE, or store nothing with --no-store.`,
    );
  }
}

/** Hidden files and folders that are only there for a moment, unless a process was killed in it. */
const FLEETING = /^\.(new-|removed-|probe-|.*\.part$)/;
const HOUR = 3_600_000;

function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const { mtimeMs = Number.NaN } = FLEETING.test(name)
      ? (statSync(path, { throwIfNoEntry: false }) ?? {})
      : {};
    try {
      if (Date.now() - mtimeMs > HOUR) rmSync(path, { recursive: true, force: true });
    } catch {
      // Somebody else's: it takes room and does no harm.
    }
  }
}

/** With its parents, one after another: Node's own recursion does not end below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (e) {
    if (!existsSync(path)) throw e; // another process may have been first
  }
}
