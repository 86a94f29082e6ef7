import type { Command } from "commander";
import type { Context } from "../command.js";
import { addStore, folderOf, type GivenStore } from "../options/store.js";

/** `hindsight runs rm`. */
export function addRemove(runs: Command, context: Context): void {
  const remove = runs.command("rm <runs...>").description("remove runs for good");
  addStore(remove);
  remove.action((names: readonly string[], given: GivenStore) => run(names, given, context));
}

async function run(names: readonly string[], given: GivenStore, { terminal }: Context): Promise<void> {
  const { namedRun, openStore, removeRun, storeFolder } = await import("../../src/store/index.js");
  const store = openStore(storeFolder(folderOf(given)));
  // All are found before the first is removed: a name that is wrong removes nothing.
  for (const found of names.map((name) => namedRun(store, name))) {
    removeRun(found);
    terminal.print(`removed ${found.id}`);
  }
}
