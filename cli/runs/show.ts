import type { Command } from "commander";
import type { Context } from "../command.js";
import { addStore, folderOf, type GivenStore } from "../options/store.js";

interface Given extends GivenStore {
  readonly json?: boolean;
}

/** `hindsight runs show`. */
export function addShow(runs: Command, context: Context): void {
  const show = runs
    .command("show <run>")
    .description("show a run: what it was, its charts, how it ended")
    .option("--json", "print its records, one a line, and nothing else");
  addStore(show);
  show.action((name: string, given: Given) => print(name, given, context));
}

async function print(name: string, given: Given, { terminal }: Context): Promise<void> {
  const [
    { jsonLine },
    { namedRun, openStore, readRecords, storeFolder },
    { experimentOf, toldOf },
    { shownPage },
  ] = await Promise.all([
    import("../../src/lab/index.js"),
    import("../../src/store/index.js"),
    import("../again.js"),
    import("../pages/runs.js"),
  ]);
  const run = namedRun(openStore(storeFolder(folderOf(given))), name);
  if (given.json) for (const record of readRecords(run)) terminal.print(jsonLine(record));
  else {
    const { task, experiment } = experimentOf(run);
    terminal.print(shownPage(run, task, experiment, await toldOf(run), terminal.style));
  }
}
