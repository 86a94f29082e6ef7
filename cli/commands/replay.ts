import { existsSync } from "node:fs";
import type { Command } from "commander";
import { type Context, Incomplete } from "../command.js";
import { addStore, folderOf, type GivenStore } from "../options/store.js";

export const summary = "make the step again at which a run was no longer finite";
export const group = "Experiments";

interface Given extends GivenStore {
  readonly json?: boolean;
}

export function build(command: Command, context: Context): void {
  command.argument("<run or file>", "a stored run, or the file of train --blackbox");
  addStore(command);
  command
    .option("--json", "print the result as one line of JSON, and nothing else")
    .addHelpText("after", examples)
    .action((name: string, given: Given) => replay(name, given, context));
}

const examples = `
A run that diverges by a value that is not finite leaves blackbox.safetensors in
its folder: experiment, parameters and optimiser before that step. The step is
made twice: by the backend of the run, and by the interpreter, which rounds each
operation to the precision of the run and finds the first that gave infinity or
NaN. Native code adds in another order and has its own exp and tanh, so the two
may break in different places; then the report says so. A schedule that waits
for the loss (plateau) starts anew. Exit code 1: not what the run reported.

Examples:
  hindsight replay adding-rnn-relu-1a2b3c4d
  hindsight train adding --chain sgd:lr=1e38 --blackbox step.safetensors
  hindsight replay step.safetensors`;

async function replay(name: string, given: Given, { terminal }: Context): Promise<void> {
  const [
    { jsonLine, rerun, traceStep },
    { blackBoxOf, namedRun, openStore, readBlackBox, storeFolder },
    { makeTask },
    { networkName },
    { nonFiniteText, replayedText },
  ] = await Promise.all([
    import("../../src/lab/index.js"),
    import("../../src/store/index.js"),
    import("../../tasks/index.js"),
    import("../options/record.js"),
    import("../pages/blackbox.js"),
  ]);
  const file = existsSync(name) ? name : blackBoxOf(namedRun(openStore(storeFolder(folderOf(given))), name));
  const box = readBlackBox(file);
  const { experiment, seen } = box;
  const { name: family, ...options } = experiment.task;
  const task = makeTask(family, options);
  const notice = (message: string) => terminal.note(`hindsight: ${message}`);
  const again = await rerun(box, task, { notice });
  const report = await traceStep(box, task);
  const isSame = again.isAlike && jsonLine(report) === jsonLine(box.report);
  if (given.json) terminal.print(jsonLine({ file, step: report.step, isSame, seen, again, report }));
  else {
    const { style } = terminal;
    terminal.print(
      [
        `${task.name}, ${networkName(experiment)}, step ${report.step}, ${box.precision}`,
        replayedText(seen, again, style),
        nonFiniteText(report, style),
        isSame ? "The same as in the run." : "Not the same as in the run.",
      ].join("\n\n"),
    );
  }
  if (!isSame) throw new Incomplete();
}
