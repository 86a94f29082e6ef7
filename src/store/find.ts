import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { closest } from "fastest-levenshtein";
import { isSystem, StoreError, why } from "./error.js";
import type { Store } from "./folder.js";
import { lock } from "./lock.js";
import { isOver, isRun, openRun, type StoredRun } from "./run.js";

/** Names of the folders of a store; hidden ones are half made or half removed. */
export function runIds({ folder }: Store): string[] {
  if (!existsSync(folder)) return [];
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() && !entry.name.startsWith(".") ? [entry.name] : [],
    );
  } catch (e) {
    throw new StoreError(
      `The runs in ${folder} cannot be read, because ${why(e)}; name another folder with --store.`,
    );
  }
}

/**
 * The run of exactly this experiment, by its `runHash`, if there is one: one that is over before one that can be resumed
 * before one that is running. For sweeps: what is over is reused (`readRecords`), what can be resumed is.
 */
export function findRun(store: Store, hash: string): StoredRun | undefined {
  const ending = new RegExp(`-${hash.slice(0, 8)}(\\.\\d+)?$`);
  const found = runIds(store)
    .filter((id) => ending.test(id) && isRun(join(store.folder, id)))
    .map((id) => openRun(join(store.folder, id)))
    .filter(({ file }) => file.hash === hash);
  const rank = ({ state }: StoredRun) => (isOver(state) ? 0 : state === "running" ? 2 : 1);
  return found.sort((a, b) => rank(a) - rank(b))[0];
}

/**
 * The run with this id, with an id that begins like this if there is only one, or in this folder.
 *
 * @throws StoreError that names the nearest
 */
export function namedRun(store: Store, name: string): StoredRun {
  const folders = [join(store.folder, name), resolve(name)];
  const exact = folders.find((folder) => name !== "" && isRun(folder));
  if (exact !== undefined) return openRun(exact);
  const ids = runIds(store).filter((id) => isRun(join(store.folder, id)));
  const matching = ids.filter((id) => id.startsWith(name));
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return openRun(join(store.folder, only));
  if (matching.length > 1)
    throw new StoreError(
      `${matching.length} runs begin with "${name}", e.g. ${matching.slice(0, 3).join(", ")}; write more of the name.`,
    );
  throw new StoreError(
    ids.length === 0
      ? `There is no run "${name}": ${store.folder} holds none; hindsight train stores one, --store names another folder.`
      : `There is no run "${name}" in ${store.folder}; did you mean "${closest(name, ids)}"? hindsight runs lists all.`,
  );
}

/**
 * Removes a run for good. It vanishes from the store at once and as a whole.
 *
 * @throws StoreError when a process writes it, or its folder cannot be written
 */
export function removeRun({ id, folder }: StoredRun): void {
  try {
    lock(folder);
    const hidden = join(dirname(folder), `.removed-${id}-${process.pid}`);
    renameSync(folder, hidden);
    rmSync(hidden, { recursive: true, force: true });
  } catch (e) {
    if (!isSystem(e)) throw e;
    throw new StoreError(`The run ${id} cannot be removed from ${dirname(folder)}, because ${why(e)}.`);
  }
}
