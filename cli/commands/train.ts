import type { Command } from "commander";
import { type Context, Interrupted } from "../command.js";

export const summary = "train a network on a task and see what became of its gradient";
export const group = "Experiments";

export async function build(command: Command, context: Context): Promise<void> {
  const [{ addExperiment }, { addTask, familyIn, taskOptionsHelp }, { initialisersHelp, linksHelp }] =
    await Promise.all([
      import("../options/experiment.js"),
      import("../options/task.js"),
      import("../options/texts.js"),
    ]);
  const family = familyIn(context.argv);
  addTask(command, family, "<task>");
  addExperiment(command, { groups: ["Network", "Initialisation", "Training", "Machine"] });
  command
    .option("--json", "print one record a line, and nothing else")
    .option("--quiet", "show no progress")
    .addHelpText("after", taskOptionsHelp(family) + initialisersHelp() + linksHelp() + examples)
    .action((name: string, given: Readonly<Record<string, unknown>>) => train(name, given, context));
}

const examples = `
Examples:
  hindsight train adding --cell lstm --T 100
  hindsight train adding --cell rnn --init pytorch --T 100
  hindsight train copy --cell gru --T 200 --hidden 128 --steps 5000
  hindsight train adding --layers lstm:64,dense-tanh:32 --clip none --lr 0.001
  hindsight train adding --json | head -3

Sources: forget bias: Gers et al. 2000, Jozefowicz et al. 2015; chrono: Tallec
& Ollivier 2018; orthogonal: Saxe et al. 2014; clipping: Pascanu et al. 2013;
Adam: Kingma & Ba 2015.

Ctrl-C ends the run and shows what was done so far. A run that diverges is a
result: exit code 0, with the status in its record.`;

async function train(
  name: string,
  given: Readonly<Record<string, unknown>>,
  context: Context,
): Promise<void> {
  const { terminal, version } = context;
  const [{ jsonLine, run }, { experimentFrom, networkName }, { taskFrom }] = await Promise.all([
    import("../../src/lab/index.js"),
    import("../options/record.js"),
    import("../options/task.js"),
  ]);
  const [{ follow }, { heading, outcomePage }, { progress }, { interruptible }] = await Promise.all([
    import("../follow.js"),
    import("../pages/outcome.js"),
    import("../progress.js"),
    import("../interrupt.js"),
  ]);
  const task = taskFrom(name, given);
  const experiment = experimentFrom(task, given);
  const notice = (message: string) => terminal.note(`hindsight: ${message}`);
  const told = await interruptible(terminal, (signal) => {
    const live = given.quiet || given.json ? () => undefined : progress(terminal, experiment.steps);
    return follow(networkName(experiment), run(experiment, task, { signal, version, notice }), (record) => {
      if (given.json) terminal.print(jsonLine(record));
      else if (record.kind === "start")
        terminal.print(`${heading(task, networkName(experiment), record, terminal.style)}\n`);
      live(record);
    });
  });
  if (!given.json) terminal.print(outcomePage(task, experiment.criterion, told, terminal.style));
  if (told.end.status === "interrupted") throw new Interrupted();
}
