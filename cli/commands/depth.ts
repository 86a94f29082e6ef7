import type { Command } from "commander";
import type { Experiment, RunRecord } from "../../src/lab/index.js";
import { type Context, Interrupted } from "../command.js";
import { whole } from "../options/number.js";

export const summary = "draw signal and gradient through the layers of a deep stack";
export const group = "Experiments";

const LAYERS = 20;
const DEFAULTS = { cell: ["dense-tanh"], inputInit: ["glorot-normal"] };
const MACHINE: ReadonlySet<string> = new Set(["seed", "precision", "backend", "threads"]);
const TRAINING: ReadonlySet<string> = new Set(["batch", "steps", "lr", "clip", "chain", "evalEvery"]);

type Given = Readonly<Record<string, unknown>> & {
  readonly train?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
};

export async function build(command: Command, context: Context): Promise<void> {
  const [stack, { addExperiment }, { initialisersHelp }] = await Promise.all([
    import("../options/stack.js"),
    import("../options/experiment.js"),
    import("../options/texts.js"),
  ]);
  command
    .option("--layers <n>", `layers on top of each other (default: ${LAYERS})`, whole("--layers", 1, 1000))
    .option("--activation <names>", `${stack.activations.join(", ")} (default: tanh)`, stack.readActivations)
    .option("--init <how>", "initialiser of the matrices (default: glorot-normal)", stack.readInitialisers)
    .option("--gain <x>", "multiplies the matrices (default: 1)", stack.readGains)
    .option("--train", "train the stacks on two spirals, and show accuracy and gradient");
  addExperiment(command, { groups: ["Network"], only: (key) => key === "hidden" });
  addExperiment(command, { groups: ["Initialisation"], only: (key) => key === "biasInit" });
  addExperiment(command, { groups: ["Training"], only: (key) => TRAINING.has(key) });
  addExperiment(command, { groups: ["Machine"], only: (key) => MACHINE.has(key) });
  command
    .option("--json", "print one record a line, and nothing else")
    .option("--quiet", "show no progress")
    .addHelpText("after", initialisersHelp() + examples)
    .action((given: Given) => depth(given, context));
}

const examples = `
Activations, initialisers and gains take lists: every combination is measured.
A fresh stack gets inputs and, at its top, gradients drawn from N(0, 1), as wide
as its layers, and is computed in float64 by interp unless told otherwise; a
number beyond its range is shown as not finite.

Examples:
  hindsight depth --layers 100 --activation linear --init identity --gain 0.5,2
  hindsight depth --activation sigmoid,tanh,relu --init he-normal
  hindsight depth --activation tanh --init normal:1,constant:0.1,orthogonal
  hindsight depth --activation relu --init he-normal --gain 0.5,0.7,1,1.4,2
  hindsight depth --activation selu --init lecun-normal --layers 200

A deep sigmoid stack that does not learn, and its cure:
  hindsight depth --train --layers 8 --hidden 32 --activation sigmoid,selu \\
                  --init lecun-normal

Sources: Glorot & Bengio 2010; He et al. 2015; Klambauer et al. 2017; the task:
Lang & Witbrock 1988. hindsight train two-spirals trains and stores one stack.`;

async function depth(given: Given, context: Context): Promise<void> {
  const [{ combinations }, { taskFrom }, { stackName }] = await Promise.all([
    import("../options/combinations.js"),
    import("../options/task.js"),
    import("../options/stack.js"),
  ]);
  const task = taskFrom("two-spirals", {});
  const { activation: cell = DEFAULTS.cell, init: inputInit = DEFAULTS.inputInit, layers = LAYERS } = given;
  const machine = given.train ? {} : { backend: "interp" };
  const all = combinations(task, {
    ...machine,
    ...given,
    cell,
    inputInit,
    init: undefined,
    layers: undefined,
    depth: layers,
  });
  const stacks = all.map(({ name, experiment }) => ({ name: stackName(name), experiment }));
  await (given.train ? train : measure)(stacks, given, context);
}

type Stacks = readonly { readonly name: string; readonly experiment: Experiment }[];

/** Fresh stacks, one pass each. */
async function measure(stacks: Stacks, given: Given, { terminal }: Context): Promise<void> {
  const [{ jsonLine, measureDepth }, { depthPage }, { interruptible }] = await Promise.all([
    import("../../src/lab/index.js"),
    import("../pages/depth.js"),
    import("../interrupt.js"),
  ]);
  const notice = (message: string) => terminal.note(`hindsight: ${message}`);
  const isSilent = given.json || given.quiet || !terminal.isLive;
  const measured = await interruptible(terminal, async (signal) => {
    const measured = [];
    for (const { name, experiment } of stacks) {
      if (!isSilent) terminal.status(`measuring ${name}`);
      const made = await measureDepth(experiment, { notice });
      // Lets signals be heard between two measurements.
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) break;
      measured.push({ name, layers: made.layers });
      if (given.json) {
        const { layers, init, seed, batch } = experiment;
        const stack = { depth: layers.length, ...layers[0], init, seed, batch };
        terminal.print(jsonLine({ kind: "depth", name, stack, ...made }));
      }
    }
    terminal.status("");
    return measured;
  });
  if (!given.json && measured.length > 0) terminal.print(depthPage(measured, terminal.style));
  if (measured.length < stacks.length) throw new Interrupted();
}

/** The stacks trained one after the other; nothing is stored. */
async function train(stacks: Stacks, given: Given, { terminal, version }: Context): Promise<void> {
  const [{ jsonLine, run }, { makeTask }, { trainedPage }, { follow }, { progress }, { interruptible }] =
    await Promise.all([
      import("../../src/lab/index.js"),
      import("../../tasks/index.js"),
      import("../pages/depth.js"),
      import("../follow.js"),
      import("../progress.js"),
      import("../interrupt.js"),
    ]);
  const task = makeTask("two-spirals");
  const notice = (message: string) => terminal.note(`hindsight: ${message}`);
  const told = await interruptible(terminal, async (signal) => {
    const told = [];
    for (const { name, experiment } of stacks) {
      if (signal.aborted) break;
      const live = given.quiet || given.json ? () => undefined : progress(terminal, experiment.steps, name);
      const metrics: Extract<RunRecord, { kind: "evaluation" }>[] = [];
      const one = await follow(name, run(experiment, task, { signal, version, notice }), (record) => {
        if (record.kind === "evaluation") metrics.push(record);
        if (given.json) terminal.print(jsonLine({ name, ...record }));
        live(record);
      });
      told.push({ ...one, metrics });
    }
    return told;
  });
  if (!given.json) terminal.print(trainedPage(told, terminal.style));
  if (told.length < stacks.length || told.some(({ end }) => end.status === "interrupted"))
    throw new Interrupted();
}
