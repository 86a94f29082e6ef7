import type { Command } from "commander";
import type { Thresholds } from "../../src/diagnose/index.js";
import { type Context, Interrupted } from "../command.js";
import { addStore, folderOf, type GivenStore } from "../options/store.js";

export const summary = "say what is wrong with a configuration or a run, why, and what helps";
export const group = "Experiments";

type Given = Readonly<Record<string, unknown>> &
  GivenStore & {
    readonly json?: boolean;
    readonly peers?: boolean;
    readonly deep?: boolean;
    readonly html?: string;
    readonly threshold?: Thresholded;
  };
type Thresholded = Readonly<Record<string, Thresholds>>;

export async function build(command: Command, context: Context): Promise<void> {
  const [{ addExperiment }, { addTaskOptions, familyIn, taskOptionsHelp }, { initialisersHelp }] =
    await Promise.all([
      import("../options/experiment.js"),
      import("../options/task.js"),
      import("../options/texts.js"),
    ]);
  const family = familyIn(context.argv);
  command.argument("<task or run>", "a task, before any training; or a stored run, by name or folder");
  addTaskOptions(command, family);
  addExperiment(command, { groups: ["Network", "Initialisation"], many: true });
  addExperiment(command, { groups: ["Training", "Machine"] });
  addStore(command);
  command
    .option("--threshold <rule.name=x>", "another threshold, see hindsight rules; may be repeated", threshold)
    .option("--deep", "of a task: Lyapunov exponents, too; takes a second or more")
    .option("--peers", "what the formulas of other monitors say, rule by rule")
    .option("--html <file>", "write a report with charts: one file that loads nothing")
    .option("--json", "print one diagnosis a line, and nothing else")
    .addHelpText("after", taskOptionsHelp(family) + initialisersHelp() + examples)
    .action((subject: string, given: Given) =>
      family ? configuration(subject, given, context) : storedRun(subject, given, context),
    );
}

const examples = `
A task is diagnosed before any training: one batch goes through the network, and
once more for every piece of advice that changes the first weights alone.
Options of network and initialisation take lists: every combination is
diagnosed. A run is diagnosed from its records.

A mechanism (the gradient vanishes) explains a run only together with a symptom
(the loss is stuck); alone it is a risk. hindsight rules lists all rules.
h and c are states of a cell, (h,c) all of them as one vector; 0.U is the matrix
U of the lowest layer.

Examples:
  hindsight diagnose adding --T 100 --cell rnn,lstm,gru --init pytorch
  hindsight diagnose adding --T 100 --cell rnn,lstm,gru
  hindsight diagnose adding --cell rnn --gain 2 --deep
  hindsight diagnose adding --unroll 20 --threshold vanishing.warn=1e-2
  hindsight diagnose adding-rnn --peers
  hindsight diagnose adding-rnn --html report.html`;

/** "vanishing.warn=1e-2" */
function threshold(text: string, before: Thresholded = {}): Thresholded {
  const [, rule = "", name = "", value = ""] = /^([\w-]+)\.(\w+)=(.+)$/.exec(text) ?? [];
  if (rule === "" || value.trim() === "" || !Number.isFinite(Number(value)))
    throw new RangeError(
      `--threshold must be a rule, the name of a threshold and a number, but it was ${JSON.stringify(text)}; write e.g. vanishing.warn=1e-2.`,
    );
  return { ...before, [rule]: { ...before[rule], [name]: Number(value) } };
}

async function configuration(name: string, given: Given, context: Context): Promise<void> {
  const { terminal, version } = context;
  const [
    { jsonLine },
    { combinations },
    { networkName },
    { taskFrom },
    { preflight },
    page,
    { interruptible },
  ] = await Promise.all([
    import("../../src/lab/index.js"),
    import("../options/combinations.js"),
    import("../options/record.js"),
    import("../options/task.js"),
    import("../diagnosis/preflight.js"),
    import("../pages/diagnosis.js"),
    import("../interrupt.js"),
  ]);
  const task = taskFrom(name, given);
  const all = combinations(task, given);
  const notice = (message: string) => terminal.note(`hindsight: ${message}`);
  const deep = given.deep === true;
  const options = { notice, version, deep, ...(given.threshold && { thresholds: given.threshold }) };
  const peers = given.peers === true;
  const wasStopped = await interruptible(terminal, async (signal) => {
    const made = [];
    for (const { name, experiment } of all) {
      const title = all.length > 1 ? name : networkName(experiment);
      const before = performance.now();
      const one = await preflight(experiment, task, options);
      const seconds = (performance.now() - before) / 1000;
      const { facts: _, probe: __, ...facts } = one;
      if (given.json) terminal.print(jsonLine({ kind: "diagnosis", name, experiment, ...facts }));
      else
        terminal.print(
          `${made.length > 0 ? "\n" : ""}${page.preflightPage(title, task, one, seconds, terminal.style, { peers })}`,
        );
      made.push({ name: title, experiment, preflight: one });
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) return true;
    }
    if (given.html !== undefined) {
      const { preflightReport } = await import("../pages/diagnosis-html.js");
      await write(given.html, preflightReport(task, made, version));
    }
    return false;
  });
  if (wasStopped) throw new Interrupted();
}

/** Throws RangeError with one sentence for a file that cannot be written. */
async function write(file: string, text: string): Promise<void> {
  const { writeFile } = await import("node:fs/promises");
  await writeFile(file, text).catch((error: NodeJS.ErrnoException) => {
    throw new RangeError(
      `--html must be a file that can be written, but ${JSON.stringify(file)} cannot (${error.code}); write e.g. --html report.html.`,
    );
  });
}

async function storedRun(name: string, given: Given, { terminal, version }: Context): Promise<void> {
  const [
    { jsonLine },
    { namedRun, openStore, readRecords, storeFolder },
    { experimentOf },
    { factsFor },
    page,
    { diagnose, opinions },
  ] = await Promise.all([
    import("../../src/lab/index.js"),
    import("../../src/store/index.js"),
    import("../again.js"),
    import("../diagnosis/facts.js"),
    import("../pages/diagnosis.js"),
    import("../../src/diagnose/index.js"),
  ]);
  if (given.deep)
    throw new RangeError(
      "--deep looks at a configuration before any training, but this is a stored run; leave it out, or use hindsight probe.",
    );
  const run = namedRun(openStore(storeFolder(folderOf(given))), name);
  const { task, experiment } = experimentOf(run);
  const options = given.threshold ? { thresholds: given.threshold } : {};
  const { evidence, ...diagnosis } = diagnose(factsFor(task, experiment), readRecords(run), options);
  const others = opinions(evidence);
  const peers = given.peers === true;
  if (given.html !== undefined) {
    const [{ runReport }, { probesOf, toldOf }] = await Promise.all([
      import("../pages/diagnosis-html.js"),
      import("../again.js"),
    ]);
    const about = { id: run.id, version, task, experiment, diagnosis, opinions: others };
    await write(given.html, runReport({ ...about, told: await toldOf(run), probes: probesOf(run) }));
  }
  if (given.json)
    terminal.print(jsonLine({ kind: "diagnosis", run: run.id, experiment, ...diagnosis, opinions: others }));
  else
    terminal.print(
      `${run.id}, ${run.state}\n\n${page.diagnosisPage(diagnosis, others, terminal.style, { peers })}`,
    );
}
