import { basename, relative } from "node:path";
import type { RunRecord } from "../src/lab/index.js";
import { ensureWritable, openStore, type Runner, storeFolder, storeRun } from "../src/store/index.js";
import { Incomplete } from "./command.js";
import { folderOf, type GivenStore } from "./options/store.js";

/** A run that is stored while it is shown. */
export interface Keeping {
  run(runner: Runner): AsyncIterable<RunRecord>;
  /** Where it is stored. */
  remark(): string | undefined;
  /** Its name, once it is there. */
  id(): string | undefined;
  /** Throws Incomplete when the run could not be stored to its end; that was said when it happened. */
  check(): void;
}

/** Opens the store for one run. Throws StoreError, before anything is computed, when it cannot be written. */
export function stored(given: GivenStore, notice: (sentence: string) => void): Keeping {
  const store = openStore(storeFolder(folderOf(given)));
  ensureWritable(store);
  let folder: string | undefined;
  const failure = watchFailure(notice);
  const { saveEvery } = given;
  return {
    run: (runner) =>
      storeRun(store, runner, {
        ...(saveEvery !== undefined && { saveEvery }),
        onFailure: failure.onFailure,
        onOpen: (run) => {
          folder = run.folder;
        },
      }),
    remark: () => (folder === undefined ? undefined : `stored in ${shortPath(folder)}`),
    id: () => (folder === undefined ? undefined : basename(folder)),
    check: failure.check,
  };
}

/** Says at once that a run can no longer be stored, and remembers it for the exit code. */
export function watchFailure(notice: (sentence: string) => void) {
  let hasFailed = false;
  return {
    onFailure: (sentence: string) => {
      hasFailed = true;
      notice(sentence);
    },
    check: () => {
      if (hasFailed) throw new Incomplete();
    },
  };
}

/** A path as somebody here would type it. */
export function shortPath(path: string): string {
  const short = relative("", path);
  return short.startsWith("..") ? path : short;
}
