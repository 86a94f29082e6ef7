import type { Command } from "commander";
import type { Context } from "../command.js";

export const summary = "measure everything about a network before any training";
export const group = "Experiments";

const TRAINING: ReadonlySet<string> = new Set(["batch", "lr", "clip", "chain", "unroll", "data"]);

export async function build(command: Command, context: Context): Promise<void> {
  const [{ addExperiment }, { addTask, familyIn, taskOptionsHelp }, { initialisersHelp }] = await Promise.all(
    [import("../options/experiment.js"), import("../options/task.js"), import("../options/texts.js")],
  );
  const family = familyIn(context.argv);
  addTask(command, family, "<task>");
  addExperiment(command, { groups: ["Network", "Initialisation"] });
  addExperiment(command, { groups: ["Training"], only: (key) => TRAINING.has(key) });
  addExperiment(command, { groups: ["Machine"], only: (key) => key !== "checkpoint" });
  command
    .option("--json", "print the measurements on one line, and nothing else")
    .addHelpText("after", taskOptionsHelp(family) + initialisersHelp() + examples)
    .action((name: string, given: Readonly<Record<string, unknown>>) => probe(name, given, context));
}

const examples = `
Shows, for one batch: the gradient through time of every state and gate, where
its decay comes from (weights, derivatives, gates), the share of every step in
the update, states and gates (saturated, dead, time constants, rank), tensors
(norms, gradients, the next update), noise, loss step by input step, Jacobian
products and Lyapunov exponents.

Examples:
  hindsight probe adding --cell lstm --T 100
  hindsight probe adding --cell rnn --init pytorch --json
  hindsight probe copy --cell gru --forget-bias 2

While training: hindsight train adding --probe every=100
Of a stored run: hindsight runs probe adding-lstm-1a2b3c4d

Sources: Pascanu, Mikolov & Bengio 2013; McCandlish et al. 2018 (noise);
Engelken, Wolf & Abbott 2023 (Lyapunov exponents).`;

async function probe(
  name: string,
  given: Readonly<Record<string, unknown>>,
  { terminal }: Context,
): Promise<void> {
  const [{ jsonLine, probeExperiment }, { experimentFrom, networkName }, { taskFrom }, { probePage }] =
    await Promise.all([
      import("../../src/lab/index.js"),
      import("../options/record.js"),
      import("../options/task.js"),
      import("../pages/probe.js"),
    ]);
  const task = taskFrom(name, given);
  const experiment = experimentFrom(task, given);
  const notice = (message: string) => terminal.note(`hindsight: ${message}`);
  if (!given.json && terminal.isLive) terminal.status("measuring");
  const made = await probeExperiment(experiment, task, { notice });
  terminal.status("");
  const title = `${networkName(experiment)} on ${task.name} (T = ${task.steps}), before training`;
  terminal.print(
    given.json ? jsonLine({ kind: "probe", experiment, ...made }) : probePage(title, made, terminal.style),
  );
}
