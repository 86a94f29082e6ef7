import type { Command } from "commander";
import { type Context, Incomplete } from "../command.js";
import { addStore, folderOf, type GivenStore } from "../options/store.js";

export const summary = "replay a stored run and compare every bit of it";
export const group = "Experiments";

interface Given extends GivenStore {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function build(command: Command, context: Context): void {
  command.argument("<run>", "its name, or as much of the name as no other run has");
  addStore(command);
  command
    .option("--json", "print the result as one line of JSON, and nothing else")
    .option("--quiet", "show no progress")
    .addHelpText("after", examples)
    .action((name: string, given: Given) => verify(name, given, context));
}

const examples = `
Every loss, evaluation and profile is compared with the stored one, and the hash
of the parameters at the end. Nothing is stored. A run that is not over is
replayed as far as it came. Exit code 1 when something differs.

Examples:
  hindsight verify adding-lstm-1a2b3c4d
  hindsight verify adding --json`;

async function verify(name: string, given: Given, { terminal, version }: Context): Promise<void> {
  const [
    { jsonLine, run },
    { namedRun, openStore, storeFolder, verifyRun },
    { experimentOf },
    { progress },
    { verificationPage },
  ] = await Promise.all([
    import("../../src/lab/index.js"),
    import("../../src/store/index.js"),
    import("../again.js"),
    import("../progress.js"),
    import("../pages/verification.js"),
  ]);
  const found = namedRun(openStore(storeFolder(folderOf(given))), name);
  const { task, experiment } = experimentOf(found);
  const notice = (message: string) => terminal.note(`hindsight: ${message}`);
  const live = given.quiet || given.json ? () => undefined : progress(terminal, experiment.steps);
  const result = await verifyRun(found, async function* ({ signal }) {
    for await (const record of run(experiment, task, { signal, version, notice })) {
      live(record);
      yield record;
    }
  });
  terminal.status("");
  if (given.json) terminal.print(jsonLine({ id: found.id, ...result }));
  else terminal.print(verificationPage(found, result, terminal.style));
  if (!result.isSame) throw new Incomplete();
}
