import type { Command } from "commander";
import { type Context, Interrupted } from "../command.js";
import { whole } from "../options/number.js";

export const summary = "draw the gradient through time before any training";
export const group = "Experiments";

const SEEDS = 5;
const TRAINING: ReadonlySet<string> = new Set(["batch", "unroll", "data", "spectra"]);

export async function build(command: Command, context: Context): Promise<void> {
  const [{ addExperiment }, { addTask, familyIn, taskOptionsHelp }, { initialisersHelp }] = await Promise.all(
    [import("../options/experiment.js"), import("../options/task.js"), import("../options/texts.js")],
  );
  const family = familyIn(context.argv);
  addTask(command, family, "<task>", true);
  addExperiment(command, { groups: ["Network", "Initialisation"], many: true });
  addExperiment(command, { groups: ["Training"], only: (key) => TRAINING.has(key) });
  addExperiment(command, { groups: ["Machine"] });
  command
    .option(
      "--seeds <n>",
      `seeds to measure, from --seed on (default: ${SEEDS})`,
      whole("--seeds", 1, 10_000),
    )
    .option("--state <name>", "state to show, e.g. c (default: all of the top layer as one vector)")
    .option("--json", "print one profile a line, and nothing else")
    .option("--quiet", "show no progress")
    .addHelpText("after", taskOptionsHelp(family) + initialisersHelp() + examples)
    .action((name: string, given: Readonly<Record<string, unknown>>) => profile(name, given, context));
}

const examples = `
Options of network, initialisation and task take lists: every combination is
measured. Tasks of several lengths make a table of how much of the gradient
reaches t = 1, with the theory of the gate that keeps memory.

Examples:
  hindsight profile adding --cell rnn,lstm,gru --T 100
  hindsight profile adding --cell rnn,lstm,gru --init pytorch,hindsight
  hindsight profile adding --cell lstm --forget-bias 0,1,2 --init pytorch
  hindsight profile adding --cell lstm --init pytorch --bias-init zeros \\
    --forget-bias 0,1,2,3,chrono --T 50,100,200,400 --state c
  hindsight profile adding --cell rnn --init pytorch,hindsight --spectra
  hindsight profile copy --cell rnn --recurrent-init orthogonal,orthogonal:0.9

Source: the norm of dL/dh_t against t, as in Pascanu, Mikolov & Bengio 2013.`;

async function profile(
  name: string,
  given: Readonly<Record<string, unknown>>,
  context: Context,
): Promise<void> {
  const { terminal } = context;
  const [{ initialProfile, jsonLine }, { combinations }, { tasksFrom }] = await Promise.all([
    import("../../src/lab/index.js"),
    import("../options/combinations.js"),
    import("../options/task.js"),
  ]);
  const [{ profilePage }, { lagsPage }, { interruptible }] = await Promise.all([
    import("../pages/profile.js"),
    import("../pages/lags.js"),
    import("../interrupt.js"),
  ]);
  const tasks = tasksFrom(name, given);
  const all = tasks.flatMap(({ name: length, task }) =>
    combinations(task, given).map((one) => ({ ...one, length, task })),
  );
  const seeds = typeof given.seeds === "number" ? given.seeds : SEEDS;
  const notice = (message: string) => terminal.note(`hindsight: ${message}`);
  const isSilent = given.json || given.quiet || !terminal.isLive;

  const { measured, wasStopped } = await interruptible(terminal, async (signal) => {
    const measured = [];
    for (const { name, length, task, experiment } of all) {
      const label = [name, length].filter(Boolean).join(", ");
      const profiles = [];
      for (let i = 0; i < seeds; i++) {
        if (!isSilent) terminal.status(`${label}: seed ${i + 1} of ${seeds}`);
        const seeded = { ...experiment, seed: experiment.seed + i };
        const made = await initialProfile(seeded, task, { notice });
        await turn();
        if (signal.aborted) return { measured, wasStopped: true };
        profiles.push(made.profile);
        const record = { kind: "profile", step: 0, name: label, experiment: seeded, ...made } as const;
        if (given.json) terminal.print(jsonLine(record));
      }
      measured.push({ name, length, task, experiment, profiles });
    }
    terminal.status("");
    return { measured, wasStopped: false };
  });
  const state = typeof given.state === "string" ? given.state : undefined;
  const [first] = measured;
  if (!given.json && first)
    terminal.print(
      tasks.length > 1
        ? lagsPage(measured, state, terminal.style)
        : profilePage(first.task, measured, terminal.style, state),
    );
  if (wasStopped) throw new Interrupted();
}

/** Lets signals be heard between two measurements. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
