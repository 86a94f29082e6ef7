import type { Command } from "commander";
import type { Experiment, Task } from "../../src/lab/index.js";
import type { Context } from "../command.js";
import type { GivenFront } from "../sweep/front.js";

export const summary = "try what a diagnosis advises, each cure alone, ranked";
export const group = "Experiments";

type Given = Readonly<Record<string, unknown>> &
  GivenFront & {
    readonly seeds?: number;
    readonly steps?: number;
    readonly dryRun?: boolean;
  };

const SEEDS = 5;
const STEPS = 300;
/** Evaluations in so short a run, at least: steps to solve are no finer than they. */
const EVALUATIONS = 10;

export async function build(command: Command, context: Context): Promise<void> {
  const [{ addExperiment }, { addFront }, { addTaskOptions, familyIn, taskOptionsHelp }, { whole }] =
    await Promise.all([
      import("../options/experiment.js"),
      import("../options/sweep.js"),
      import("../options/task.js"),
      import("../options/number.js"),
    ]);
  const family = familyIn(context.argv);
  command.argument("<task or run>", "a task with options; or a stored run, by name or folder");
  command
    .option(
      "--seeds <n>",
      `runs without and with every cure, the same seeds for all, from --seed on (default: ${SEEDS})`,
      whole("--seeds", 1, 10_000),
    )
    .option("--dry-run", "say what would be tried, and train nothing");
  addFront(command);
  addTaskOptions(command, family);
  addExperiment(command, { groups: ["Network", "Initialisation", "Training", "Machine"] });
  for (const option of command.options) {
    if (option.long === "--steps") option.description = `optimisation steps of every run (default: ${STEPS})`;
    if (option.long === "--eval-every")
      option.description = `steps between evaluations (default: 100, or 1/${EVALUATIONS} of the steps where that is less)`;
  }
  command
    .addHelpText("after", taskOptionsHelp(family) + help)
    .action((subject: string, given: Given) => treat(subject, given, family !== undefined, context));
}

const help = `
Diagnoses as hindsight diagnose does: a task from one batch before training, a
run from its records. Every cure that is advised is then applied alone and
trained for a short budget, with the seeds of untreated runs, so that pairs see
the same sequences and start from the same weights, but for those that the cure
starts otherwise. What comes out: the effect on the gradient at the lag that the
task requires, on loss and steps to solve, with bootstrap intervals over pairs,
the price in time, and the best with the command line that applies it. Where
nothing is wrong, nothing is trained.

Examples:
  hindsight treat adding --T 100 --cell rnn --init pytorch
  hindsight treat adding --T 50 --cell lstm --init pytorch --seeds 3 --steps 500
  hindsight treat adding-rnn --dry-run

Runs are stored: asked again, only what is missing is computed. Ctrl-C ends the
runs at work and shows what there is; the same command goes on. Exit code 1:
some runs failed.`;

async function treat(name: string, given: Given, isTask: boolean, context: Context): Promise<void> {
  const { terminal } = context;
  const [{ jsonLine }, { treatmentsFor }, page, { effectsOf }, { front }, { wrapped }] = await Promise.all([
    import("../../src/lab/index.js"),
    import("../diagnosis/treatments.js"),
    import("../pages/treatment.js"),
    import("../diagnosis/effects.js"),
    import("../sweep/front.js"),
    import("../text.js"),
  ]);
  const {
    name: id,
    task,
    experiment,
    original,
    title,
    says,
    diagnosis,
  } = isTask ? await configuration(name, given, context) : await storedRun(name, given);
  const made =
    diagnosis.health === "healthy" ? undefined : treatmentsFor(diagnosis.verdicts, experiment, task);
  const { width } = terminal.style;
  const seeds = Array.from({ length: given.seeds ?? SEEDS }, (_, i) => experiment.seed + i);
  if (given.json) {
    terminal.print(jsonLine({ kind: "diagnosis", name: title, experiment: original, ...diagnosis }));
    for (const { cure, from, reason } of made?.leftOut ?? [])
      terminal.print(jsonLine({ kind: "left-out", cure: cure.name, from, reason }));
  } else {
    terminal.print(`${title}\n\n${wrapped(says, width)}\n`);
    const nothing =
      diagnosis.health === "healthy" ? "There is nothing to treat." : "No cure is known for that.";
    terminal.print(
      made
        ? page.prescription(made, { seeds: seeds.length, steps: experiment.steps }, terminal.style)
        : nothing,
    );
  }
  if (!made) return;
  const told = made.treatments.map(({ advice, ...one }) => ({
    kind: "treatment",
    ...one,
    ...advice,
    command: page.commandFor({ advice, ...one }, original),
  }));
  if (given.dryRun) {
    if (given.json) for (const one of told) terminal.print(jsonLine(one));
    return;
  }
  if (!given.json) terminal.print("");
  await front(
    { axes: [], settings: made.settings, seeds, search: { kind: "grid" } },
    given,
    {
      compares: true,
      page: (settings, style) => page.treatmentPage(settings, task, style),
      last: (settings, style) => page.conclusion(made, settings, task, original, style),
      lines: (settings) =>
        effectsOf(settings, task).flatMap((effect, i) =>
          told.filter(({ cure }) => cure === effect.cure).map((one) => ({ ...one, rank: i + 1, effect })),
        ),
    },
    // The new runs begin with the same letters as the one that was named: to go on, its whole name is needed.
    { ...context, argv: context.argv.map((word) => (word === name ? id : word)) },
  );
}

interface Subject {
  /** Of the task, or the whole one of the run. */
  readonly name: string;
  readonly title: string;
  readonly task: Task;
  /** As it is to be tried, and as it is to be trained. */
  readonly experiment: Experiment;
  readonly original: Experiment;
  /** The diagnosis in a sentence. */
  readonly says: string;
  readonly diagnosis: import("../../src/diagnose/index.js").Diagnosis;
}

async function configuration(name: string, given: Given, { terminal, version }: Context): Promise<Subject> {
  const [{ experimentFrom, networkName }, { taskFrom }, { preflight }, { predictionOf }] = await Promise.all([
    import("../options/record.js"),
    import("../options/task.js"),
    import("../diagnosis/preflight.js"),
    import("../pages/diagnosis.js"),
  ]);
  const task = taskFrom(name, given);
  const { steps: _, ...others } = given;
  const original = experimentFrom(task, others);
  const short = experimentFrom(task, { steps: STEPS, ...given });
  const notice = (message: string) => terminal.note(`hindsight: ${message}`);
  const made = await preflight(original, task, { notice, version });
  return {
    name,
    title: `${task.name}, ${networkName(original)}`,
    task,
    experiment: given.evalEvery === undefined ? evaluatedOften(short) : short,
    original,
    says: predictionOf(made),
    diagnosis: { health: made.health, verdicts: made.verdicts },
  };
}

async function storedRun(name: string, given: Given): Promise<Subject> {
  const [
    { namedRun, openStore, readRecords, storeFolder },
    { folderOf },
    { experimentOf },
    { factsFor },
    { healthLine },
    { diagnose },
    { experimentOptions, flagOf },
  ] = await Promise.all([
    import("../../src/store/index.js"),
    import("../options/store.js"),
    import("../again.js"),
    import("../diagnosis/facts.js"),
    import("../pages/diagnosis.js"),
    import("../../src/diagnose/index.js"),
    import("../options/experiment.js"),
  ]);
  const run = namedRun(openStore(storeFolder(folderOf(given))), name);
  const other = experimentOptions.find((option) => {
    const { flag, key } = flagOf(option);
    return flag !== "--steps" && (flag === "--no-stop" ? given[key] === false : given[key] !== undefined);
  });
  if (other)
    throw new RangeError(
      `A stored run has its own settings, so ${flagOf(other).flag} cannot be given with ${run.id}; leave it out, or name the task.`,
    );
  const { task, experiment } = experimentOf(run);
  const { evidence: _, ...diagnosis } = diagnose(factsFor(task, experiment), readRecords(run));
  return {
    name: run.id,
    title: `${run.id}, ${run.state}`,
    task,
    experiment: evaluatedOften({ ...experiment, steps: given.steps ?? STEPS }),
    original: experiment,
    says: healthLine(diagnosis),
    diagnosis,
  };
}

function evaluatedOften(experiment: Experiment): Experiment {
  const { steps, evaluate } = experiment;
  return {
    ...experiment,
    evaluate: { ...evaluate, every: Math.min(evaluate.every, Math.ceil(steps / EVALUATIONS)) },
  };
}
