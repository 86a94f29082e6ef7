import type { Command } from "commander";
import type { BlackBox } from "../../src/lab/index.js";
import type { Runner } from "../../src/store/index.js";
import type { GivenShow } from "../attend.js";
import type { Context } from "../command.js";
import { addSaving, type GivenStore } from "../options/store.js";

type Given = Readonly<Record<string, unknown>> & GivenShow & GivenStore & { readonly blackbox?: string };

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
  addSaving(command);
  command
    .option("--no-store", "store nothing")
    .option(
      "--blackbox <file>",
      "where to keep a step that is not finite, for hindsight replay (default: with the run)",
    )
    .option("--no-diagnose", "do not say what is wrong")
    .option("--json", "print one record a line, and nothing else")
    .option("--quiet", "show no progress")
    .addHelpText("after", taskOptionsHelp(family) + initialisersHelp() + linksHelp() + examples)
    .action((name: string, given: Given) => train(name, given, context));
}

const examples = `
Examples:
  hindsight train adding --cell lstm --T 100
  hindsight train adding --cell rnn --init pytorch --T 100
  hindsight train copy --cell gru --T 200 --hidden 128 --steps 5000
  hindsight train adding --layers lstm:64,dense-tanh:32 --clip none --lr 0.001
  hindsight train adding --cell rnn --spectra --profile-every 200
  hindsight train two-spirals --cell dense-relu --depth 8 --input-init he-normal
  hindsight train adding --data 64 --patience 5 --eval-every 50
  hindsight train adding --chain "adam:lr=0.02 plateau:0.5,patience=3"
  hindsight train adding --json --no-store | head -3

Sources: forget bias: Gers et al. 2000, Jozefowicz et al. 2015; chrono: Tallec
& Ollivier 2018; orthogonal: Saxe et al. 2014; clipping: Pascanu et al. 2013;
Adam: Kingma & Ba 2015; patience: Prechelt 1998, Goodfellow et al. 2016
(algorithm 7.1); L2: Krogh & Hertz 1992, decoupled: Loshchilov & Hutter 2019.

The run is stored while it goes on; hindsight runs lists what is stored. Ctrl-C
ends it and shows what was done so far; hindsight resume goes on with it, and
with one whose process was killed. A run that diverges is a result: exit code 0,
with the status in its record. Exit code 1: it ran, but could not be stored.`;

async function train(name: string, given: Given, context: Context): Promise<void> {
  const { terminal, version } = context;
  const [{ run }, { experimentFrom }, { taskFrom }, { attend }, { stored }, { writeBlackBox }] =
    await Promise.all([
      import("../../src/lab/index.js"),
      import("../options/record.js"),
      import("../options/task.js"),
      import("../attend.js"),
      import("../stored.js"),
      import("../../src/store/index.js"),
    ]);
  const task = taskFrom(name, given);
  const experiment = experimentFrom(task, given);
  const notice = (message: string) => terminal.note(`hindsight: ${message}`);
  const keeping = given.store === false ? undefined : stored(given, notice);
  let hasBox = false;
  const keepBox = (box: BlackBox) => {
    hasBox = true;
    if (given.blackbox !== undefined) writeBlackBox(given.blackbox, box);
  };
  const attended = {
    task,
    experiment,
    records: (signal: AbortSignal) => {
      const options = { signal, version, notice };
      const runner: Runner = (more) =>
        run(experiment, task, {
          ...options,
          ...more,
          onNonFinite: (box) => {
            more.onNonFinite?.(box);
            keepBox(box);
          },
        });
      return keeping ? keeping.run(runner) : runner({});
    },
    box: () => (hasBox ? (given.blackbox ?? keeping?.id()) : undefined),
    ...(keeping && { remark: keeping.remark, id: keeping.id }),
  };
  await attend(attended, given, context).finally(() => keeping?.check());
}
