import type { Command } from "commander";
import type { Task } from "../../src/lab/index.js";
import { type Context, Interrupted } from "../command.js";
import { whole } from "../options/number.js";
import type { Named } from "../options/reservoir.js";

export const summary = "measure the memory of echo state networks, or read a task out of them";
export const group = "Experiments";

type Given = Readonly<Record<string, unknown>> & {
  readonly lags?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
};

export async function build(command: Command, context: Context): Promise<void> {
  const [{ addReservoir }, { addTaskOptions, familyIn, taskOptionsHelp }] = await Promise.all([
    import("../options/reservoir.js"),
    import("../options/task.js"),
  ]);
  const family = familyIn(context.argv);
  command.argument("[task]", "solve for a readout of this task; without it, memory capacity");
  addReservoir(command);
  command.option(
    "--lags <n>",
    "longest lag to read (default: twice the units, 500 at most)",
    whole("--lags", 1, 5000),
  );
  addTaskOptions(command, family);
  command
    .option("--json", "print one record a line, and nothing else")
    .option("--quiet", "show no progress")
    .addHelpText("after", taskOptionsHelp(family) + examples)
    .action((name: string | undefined, given: Given) => reservoir(name, given, context));
}

const examples = `
A reservoir stays as it was drawn; only its readout is learnt, by ridge
regression. Memory capacity: how well the input k steps back can be read, added
up over k; at most the number of units. Most options take lists: every
combination is measured. The cells are esn and esn-linear.

Examples:
  hindsight reservoir
  hindsight reservoir --leak 0.1,0.3,1 --radius 0.95
  hindsight reservoir --activation linear --matrix sparse,cycle --units 50
  hindsight reservoir --input-scale 0.01,0.1,1,10
  hindsight reservoir recall --T 20 --variant same --units 100 --radius 0.5,0.95

Sources: Jaeger 2001; Jaeger 2002, Short term memory in echo state networks;
Lukoševičius 2012, A Practical Guide to Applying Echo State Networks.`;

async function reservoir(name: string | undefined, given: Given, context: Context): Promise<void> {
  const [{ reservoirsOf }, { taskFrom }] = await Promise.all([
    import("../options/reservoir.js"),
    import("../options/task.js"),
  ]);
  const task = name === undefined ? undefined : taskFrom(name, given);
  const named = reservoirsOf(given);
  if (task && given.lags !== undefined)
    throw new RangeError(
      `--lags is about memory capacity, but the task ${task.name} was named; leave one of them out.`,
    );
  await (task ? learn(task, named, given, context) : measure(named, given, context));
}

async function measure(named: readonly Named[], given: Given, context: Context): Promise<void> {
  const [{ memoryCapacity }, { capacityPage }] = await Promise.all([
    import("../../src/reservoir/index.js"),
    import("../pages/reservoir.js"),
  ]);
  const lags = given.lags ?? Math.min(500, 2 * Math.max(...named.map(({ reservoir: { units } }) => units)));
  const measured = await each(named, given, context, async (one) => {
    const made = await memoryCapacity(one.reservoir, lags);
    return { record: { kind: "capacity", ...one, lags, ...made }, result: { ...one, ...made } };
  });
  if (!given.json && measured.length > 0)
    context.terminal.print(capacityPage(measured, context.terminal.style));
  if (measured.length < named.length) throw new Interrupted();
}

async function learn(task: Task, named: readonly Named[], given: Given, context: Context): Promise<void> {
  const [{ readTask }, { learntPage }] = await Promise.all([
    import("../../src/reservoir/index.js"),
    import("../pages/reservoir.js"),
  ]);
  const measured = await each(named, given, context, async (one, proceed) => {
    const metrics = (await readTask(one.reservoir, task, proceed))?.metrics;
    const { name, options, baseline } = task;
    const record = {
      kind: "readout",
      ...one,
      task: { name, ...options },
      baseline,
      metrics: metrics ?? "NaN",
    };
    return { record, result: { ...one, ...(metrics && { metrics }) } };
  });
  if (!given.json && measured.length > 0)
    context.terminal.print(learntPage(task, measured, context.terminal.style));
  if (measured.length < named.length) throw new Interrupted();
}

/** One after the other, with a line on where that is and how long it takes; those that were done when it was stopped. */
async function each<T>(
  named: readonly Named[],
  given: Given,
  { terminal }: Context,
  work: (one: Named, proceed: (share: number) => Promise<boolean>) => Promise<{ record: object; result: T }>,
): Promise<readonly T[]> {
  const [{ jsonLine }, { duration }, { interruptible }] = await Promise.all([
    import("../../src/lab/index.js"),
    import("../../src/report/index.js"),
    import("../interrupt.js"),
  ]);
  const isSilent = given.json || given.quiet || !terminal.isLive;
  const begun = performance.now();
  return interruptible(terminal, async (signal) => {
    const done: T[] = [];
    for (const one of named) {
      const proceed = async (share: number) => {
        const all = (done.length + share) / named.length;
        const left = all > 0 ? `  ETA ${duration(((performance.now() - begun) / 1000) * (1 / all - 1))}` : "";
        if (!isSilent)
          terminal.status(
            `${done.length + 1}/${named.length}  ${one.name}${left}`.slice(0, terminal.notes.width - 1),
          );
        // Lets signals be heard.
        await new Promise((resolve) => setImmediate(resolve));
        return !signal.aborted;
      };
      if (!(await proceed(0))) break;
      const { record, result } = await work(one, proceed);
      if (signal.aborted) break;
      done.push(result);
      if (given.json) terminal.print(jsonLine(record));
    }
    terminal.status("");
    return done;
  });
}
