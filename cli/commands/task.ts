import type { Command } from "commander";
import type { Task } from "../../src/lab/index.js";
import { type Context, Interrupted } from "../command.js";
import { whole } from "../options/number.js";
import type { Trained } from "../windows.js";

type Given = Readonly<Record<string, unknown>> & {
  readonly train: boolean;
  readonly trainSteps: number;
  readonly sequences: number;
  readonly seed: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
};

export const summary = "show that a task needs memory, and how much";
export const group = "Reference";

export async function build(command: Command, context: Context): Promise<void> {
  const { addTask, familyIn, taskOptionsHelp } = await import("../options/task.js");
  const family = familyIn(context.argv);
  addTask(command, family, "<name>");
  command
    .option("--no-train", "train no window models")
    .option("--train-steps <n>", "steps to train each window model", whole("--train-steps", 1, 1e6), 1000)
    .option("--sequences <n>", "sequences to compute with", whole("--sequences", 2, 1e6), 2000)
    .option("--seed <n>", "seed of everything drawn", whole("--seed", 0, Number.MAX_SAFE_INTEGER), 1)
    .option("--json", "print one record, and nothing else")
    .option("--quiet", "show no progress")
    .addHelpText("after", taskOptionsHelp(family) + examples)
    .action((name: string, given: Given) => task(name, given, context));
}

const examples = `
A window-k model sees the last k inputs and the number of the step, no more.
Computed: the loss of the best such answer, which no training can beat.
Trained: a feed-forward network over those inputs, which shows what is found.

Examples:
  hindsight task adding --T 50
  hindsight task parity --T 12 --no-train
  hindsight task copy --variant variable --T 30 --train-steps 3000`;

async function task(name: string, given: Given, context: Context): Promise<void> {
  const { terminal } = context;
  const [{ worthOf }, { taskFrom }, { taskReport }, windows, { interruptible }] = await Promise.all([
    import("../../src/lab/index.js"),
    import("../options/task.js"),
    import("../pages/task.js"),
    import("../windows.js"),
    import("../interrupt.js"),
  ]);
  const chosen = taskFrom(name, given);
  const ks = windows.windowsOf(chosen);
  const { seed } = given;
  const sequences = windows.affordable(chosen, given.sequences);
  const computed = worthOf(chosen, windows.gridOf(chosen, ks), { seed, sequences });
  const trained: Trained[] = [];
  const wasStopped = await interruptible(terminal, async (signal) => {
    for (const k of given.train ? ks.filter((k) => windows.isTrainable(chosen, k)) : []) {
      const loss = await windows.trainWindow(chosen, k, { ...given, signal }, context);
      if (loss === undefined) return true;
      trained.push({ k, loss });
    }
    return false;
  });
  const skipped = given.train ? ks.filter((k) => !windows.isTrainable(chosen, k)) : [];
  const found = { ...computed, trained, skipped, steps: given.trainSteps };
  terminal.print(given.json ? record(chosen, found) : taskReport(chosen, found, seed, terminal.style));
  if (wasStopped) throw new Interrupted();
}

function record(task: Task, { lags, ...found }: { readonly lags: readonly number[] }): string {
  const { name, options, baseline, plateaus, floor, lag } = task;
  const counts = new Map<number, number>();
  for (const one of lags) counts.set(one, (counts.get(one) ?? 0) + 1);
  const sorted = [...counts].sort(([a], [b]) => a - b);
  return JSON.stringify({
    kind: "task",
    name,
    options,
    baseline,
    plateaus,
    floor,
    lag,
    lags: sorted,
    ...found,
  });
}
