import type { Command } from "commander";
import type { Context } from "../command.js";
import { addStore, folderOf, type GivenStore } from "../options/store.js";

interface Given extends GivenStore {
  readonly json?: boolean;
}

/** `hindsight runs probe`. */
export function addProbe(runs: Command, context: Context): void {
  const probe = runs
    .command("probe <run>")
    .description("measure a run at its last checkpoint, and draw what --probe recorded")
    .option("--json", "print the probes, one a line, and nothing else");
  addStore(probe);
  probe.addHelpText("after", examples);
  probe.action((name: string, given: Given) => print(name, given, context));
}

const examples = `
Draws how the measurements changed over training, where the run took probes on
the way, then all of them at the last checkpoint.

Examples:
  hindsight train adding --cell rnn --probe every=100
  hindsight runs probe adding-rnn
  hindsight runs probe adding-rnn --json > probes.jsonl`;

async function print(name: string, given: Given, { terminal }: Context): Promise<void> {
  const [
    { jsonLine, probeExperiment },
    { namedRun, openStore, pastOf, storeFolder },
    { experimentOf, probesOf },
    { networkName },
    { probePage },
    { trendPage },
  ] = await Promise.all([
    import("../../src/lab/index.js"),
    import("../../src/store/index.js"),
    import("../again.js"),
    import("../options/record.js"),
    import("../pages/probe.js"),
    import("../pages/trend.js"),
  ]);
  const run = namedRun(openStore(storeFolder(folderOf(given))), name);
  const recorded = probesOf(run);
  const { task, experiment } = experimentOf(run);
  const from = pastOf(run)?.checkpoint;
  const notice = (message: string) => terminal.note(`hindsight: ${message}`);
  const now = from && (await probeExperiment(experiment, task, { from, notice }));
  if (given.json) {
    for (const one of recorded) terminal.print(jsonLine(one));
    if (now) terminal.print(jsonLine({ kind: "probe", ...now }));
    return;
  }
  const last = now ?? recorded.at(-1);
  if (!last)
    throw new RangeError(
      `${run.id} has no checkpoint and no probes to show; train with --probe every=100, or let it finish.`,
    );
  if (recorded.length > 1) terminal.print(`${trendPage(recorded, terminal.style)}\n`);
  const title = `${networkName(experiment)} on ${task.name} (T = ${task.steps}), after ${last.step} steps`;
  terminal.print(probePage(title, last, terminal.style));
}
