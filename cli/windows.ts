import type { Task } from "../src/lab/index.js";
import type { Context } from "./command.js";

/** What a window model reached. */
export interface Trained {
  readonly k: number;
  readonly loss: number;
}

/** Windows of the curve, besides those that are trained. */
const GRID = 30;
/** Inputs of a window model beyond which it is not trained: it would take gigabytes. */
const WIDEST = 4096;
/** Steps squared times sequences: the best answers at every step look at every step. */
const WORK = 2e7;
const FEWEST = 20;
/** Fresh answers that a trained window is measured on. */
export const ANSWERS = 4096;

/** Windows to train: no memory, half the shortest lag, and just enough for the shortest, the mean and the longest. */
export function windowsOf({ lag: { min, mean, max } }: Task): number[] {
  const ks = [1, Math.ceil(min / 2), min + 1, Math.ceil(mean) + 1, max + 1];
  return [...new Set(ks)].filter((k) => k > 0).sort((a, b) => a - b);
}

/** Windows to compute: from none to just more than the longest lag, evenly, and those in `more`. */
export function gridOf({ lag: { max } }: Task, more: readonly number[]): number[] {
  const even = Array.from({ length: GRID + 1 }, (_, i) => Math.round((i * (max + 1)) / GRID));
  return [...new Set([...even, ...more])].sort((a, b) => a - b);
}

/** As many of the sequences that are wanted as take seconds. */
export function affordable({ steps }: Task, wanted: number): number {
  return Math.min(wanted, Math.max(FEWEST, Math.floor(WORK / steps ** 2)));
}

export function isTrainable(task: Task, k: number): boolean {
  return k * task.input + (task.readout === "every" ? task.steps : 0) <= WIDEST;
}

/** Trains a feed-forward network on the last k inputs; the loss on fresh answers, undefined when interrupted. */
export async function trainWindow(
  task: Task,
  k: number,
  given: {
    readonly seed: number;
    readonly trainSteps: number;
    readonly signal: AbortSignal;
    readonly json?: boolean;
    readonly quiet?: boolean;
  },
  { terminal, version }: Context,
): Promise<number | undefined> {
  const [{ parseExperiment, run, windowed }, { progress }] = await Promise.all([
    import("../src/lab/index.js"),
    import("./progress.js"),
  ]);
  const { seed, trainSteps: steps, signal } = given;
  const experiment = parseExperiment({
    task: { ...task.options, name: task.name },
    layers: [{ cell: "dense-relu", hidden: 64 }],
    chain: "clip-norm:1 adam:lr=0.003",
    batch: 128,
    steps,
    seed,
    evaluate: { every: steps, sequences: ANSWERS },
    stopWhenSolved: false,
  });
  const show = given.quiet || given.json ? () => undefined : progress(terminal, steps, `window ${k}`);
  let loss: number | undefined;
  const notice = (message: string) => terminal.note(`hindsight: ${message}`);
  for await (const record of run(experiment, windowed(task, k), { signal, version, notice })) {
    show(record);
    if (record.kind !== "end") continue;
    if (record.status === "interrupted") return undefined;
    loss = record.evaluation?.loss ?? Number.NaN;
  }
  return loss;
}
