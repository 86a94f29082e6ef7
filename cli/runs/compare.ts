import type { Command } from "commander";
import type { Context } from "../command.js";
import { addStore, folderOf, type GivenStore } from "../options/store.js";

/** As many lines as a chart can tell apart. */
const MOST = 8;

/** `hindsight runs compare`. */
export function addCompare(runs: Command, context: Context): void {
  const compare = runs
    .command("compare <runs...>")
    .description(`draw up to ${MOST} runs in one chart, with a table of the settings that differ`);
  addStore(compare);
  compare.action((names: readonly string[], given: GivenStore) => print(names, given, context));
}

async function print(names: readonly string[], given: GivenStore, { terminal }: Context): Promise<void> {
  if (names.length < 2 || names.length > MOST)
    throw new RangeError(
      `runs compare takes 2 to ${MOST} runs, but there were ${names.length}; name so many.`,
    );
  const [{ namedRun, openStore, storeFolder }, { toldOf }, { comparedPage }] = await Promise.all([
    import("../../src/store/index.js"),
    import("../again.js"),
    import("../pages/compared.js"),
  ]);
  const store = openStore(storeFolder(folderOf(given)));
  const compared = [];
  for (const run of new Map(
    names.map((name) => namedRun(store, name)).map((run) => [run.folder, run]),
  ).values())
    compared.push({ run, told: await toldOf(run) });
  if (compared.length < 2) throw new RangeError("runs compare was given one run twice; name another.");
  terminal.print(comparedPage(compared, terminal.style));
}
