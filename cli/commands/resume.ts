import type { Command } from "commander";
import type { GivenShow } from "../attend.js";
import type { Context } from "../command.js";
import { addSaving, folderOf, type GivenStore } from "../options/store.js";

export const summary = "go on with a run that was interrupted or killed";
export const group = "Experiments";

type Given = GivenShow & GivenStore;

export function build(command: Command, context: Context): void {
  command.argument("<run>", "its name, or as much of the name as no other run has");
  addSaving(command);
  command
    .option("--json", "print all records of the run, one a line, and nothing else")
    .option("--quiet", "show no progress")
    .addHelpText("after", examples)
    .action((name: string, given: Given) => resume(name, given, context));
}

const examples = `
The run goes on from its last checkpoint, or from the start where there is none,
and ends with the same bits as one that was never interrupted: the same
parameters, and the same lines of metrics. Damaged checkpoints are recognised
and set aside.

Examples:
  hindsight runs --status unfinished
  hindsight resume adding-lstm-1a2b3c4d
  hindsight resume adding`;

async function resume(name: string, given: Given, context: Context): Promise<void> {
  const { terminal, version } = context;
  const [
    { run },
    { namedRun, openStore, resumeRun, storeFolder },
    { attend },
    { experimentOf },
    { shortPath, watchFailure },
  ] = await Promise.all([
    import("../../src/lab/index.js"),
    import("../../src/store/index.js"),
    import("../attend.js"),
    import("../again.js"),
    import("../stored.js"),
  ]);
  const found = namedRun(openStore(storeFolder(folderOf(given))), name);
  const { task, experiment } = experimentOf(found);
  const notice = (message: string) => terminal.note(`hindsight: ${message}`);
  const failure = watchFailure(notice);
  const { saveEvery } = given;
  let from = 0;
  const attended = {
    task,
    experiment,
    records: (signal: AbortSignal) =>
      resumeRun(found, (more) => run(experiment, task, { signal, version, notice, ...more }), {
        ...(saveEvery !== undefined && { saveEvery }),
        onFailure: failure.onFailure,
        onResume: (step) => {
          from = step;
        },
        notice,
      }),
    remark: () => `goes on from step ${from}, stored in ${shortPath(found.folder)}`,
    id: () => found.id,
    box: () => found.id,
    told: () => from,
  };
  await attend(attended, given, context).finally(failure.check);
}
