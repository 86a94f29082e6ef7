import type { Command } from "commander";
import type { Context } from "../command.js";
import type { GivenFront } from "../sweep/front.js";

export const summary = "what each cure does to the gradient, the loss and the steps to solve";
export const group = "Experiments";

type Given = Readonly<Record<string, unknown>> &
  GivenFront & {
    readonly cures?: readonly string[];
    readonly seeds?: number;
    readonly list?: boolean;
  };

const SEEDS = 3;
/** A base that forgets: PyTorch's start has no forget bias, and nothing is clipped. */
const SICK = { init: "pytorch", clip: "none" } as const;

export async function build(command: Command, context: Context): Promise<void> {
  const [{ addExperiment }, { addFront }, { addTaskOptions, familyIn, taskOptionsHelp }, { list, whole }] =
    await Promise.all([
      import("../options/experiment.js"),
      import("../options/sweep.js"),
      import("../options/task.js"),
      import("../options/number.js"),
    ]);
  const family = familyIn(context.argv);
  const { families } = await import("../../tasks/index.js");
  command.argument("[task]", `the task: ${Object.keys(families).join(", ")}`);
  command
    .option(
      "--cures <names>",
      "cures to try, the first of those that set the same thing taken in all (default: the usual, see --list)",
      list("--cures", (text) => text),
    )
    .option(
      "--seeds <n>",
      `runs of the base and of every cure, the same seeds for all, from --seed on (default: ${SEEDS})`,
      whole("--seeds", 1, 10_000),
    )
    .option("--list", "list every cure with what it does and its source");
  addFront(command);
  addTaskOptions(command, family);
  addExperiment(command, { groups: ["Network", "Initialisation", "Training", "Machine"] });
  for (const option of command.options) {
    const sick = option.attributeName() as keyof typeof SICK;
    if (SICK[sick]) option.description = option.description.replace(/default: \w+/, `default: ${SICK[sick]}`);
  }
  command
    .addHelpText("after", taskOptionsHelp(family) + help)
    .action((name: string | undefined, given: Given) => ablate(name, given, context));
}

const help = `
Runs the base, each cure alone, and all together, with the same seeds: decay
rate and horizon of the gradient before training and at the end, final loss,
steps to solve, each against the base in pairs of equal seed. The base is what
the options say; unless they say otherwise it starts as in PyTorch, which has no
forget bias, and clips nothing. Cures that do not fit the base are left out.

Examples:
  hindsight ablate adding --T 100
  hindsight ablate adding --cell rnn --cures clip,orthogonal,gru --seeds 5
  hindsight ablate copy --T 50 --cell gru --cures chrono,orthogonal,layer-norm
  hindsight ablate --list

Runs are stored: asked again, only what is missing is computed. Ctrl-C ends the
runs at work and shows what there is; the same command goes on. Exit code 1:
some runs failed.`;

async function ablate(name: string | undefined, given: Given, context: Context): Promise<void> {
  const { terminal } = context;
  const [{ ablation, findCures, usual }, { curesPage }] = await Promise.all([
    import("../../src/cures/index.js"),
    import("../pages/cures.js"),
  ]);
  if (given.list) {
    terminal.print(curesPage(terminal.style));
    return;
  }
  if (name === undefined) throw new RangeError("ablate needs a task; write e.g. hindsight ablate adding.");
  const [{ experimentFrom }, { taskFrom }, { front }, { ablationPage }] = await Promise.all([
    import("../options/record.js"),
    import("../options/task.js"),
    import("../sweep/front.js"),
    import("../pages/ablation.js"),
  ]);
  const task = taskFrom(name, given);
  const { clip, ...others } = SICK;
  const base = experimentFrom(task, { ...others, ...(given.chain === undefined && { clip }), ...given });
  const made = ablation(base, findCures(given.cures ?? usual), task);
  const seeds = Array.from({ length: given.seeds ?? SEEDS }, (_, i) => base.seed + i);
  await front(
    { axes: [], settings: made.settings, seeds, search: { kind: "grid" } },
    given,
    {
      compares: true,
      page: (settings, style) => ablationPage(made, settings, task, style),
      lines: () =>
        made.leftOut.map(({ cure, from, reason }) => ({ kind: "left-out", cure: cure.name, from, reason })),
    },
    context,
  );
}
