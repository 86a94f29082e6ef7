import { availableParallelism } from "node:os";
import type { Task } from "../../src/lab/index.js";
import type { Style } from "../../src/report/index.js";
import { carryOut, type Job, plan, resultsOf, type Sweep } from "../../src/sweep/index.js";
import { makeTask } from "../../tasks/index.js";
import type { Context } from "../command.js";
import { Incomplete, Interrupted } from "../command.js";
import { interruptible } from "../interrupt.js";
import { folderOf, type GivenStore } from "../options/store.js";
import { quoted } from "../options/words.js";
import type { Summed } from "../pages/summed.js";
import type { Done, Order } from "../workers/message.js";
import { Crash, openPool } from "../workers/pool.js";
import type { Carried } from "./carried.js";
import { openLive } from "./live.js";

/** Options that every command over several runs has. */
export interface GivenFront extends GivenStore {
  readonly workers?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** How a command shows what came out. */
export interface Showing {
  /** Whether the first setting is compared with every other. */
  readonly compares: boolean;
  /** In place of the page of a sweep. */
  page?(settings: readonly Summed[], style: Style): string;
  /** Below everything else. */
  last?(settings: readonly Summed[], style: Style): string;
  /** What --json prints after the outcomes and settings. */
  lines?(settings: readonly Summed[]): readonly object[];
}

/**
 * Carries out a sweep on a pool of processes, shows where it is, and prints what came out: the one mechanism behind
 * every command that needs several runs.
 */
export async function front(
  sweep: Sweep,
  given: GivenFront,
  { compares, page, last, lines = () => [] }: Showing,
  { terminal, version, argv }: Context,
): Promise<void> {
  const [{ sweepPage }, { comparisons }, { account }, { summed }, records, { jsonLine }] = await Promise.all([
    import("../pages/sweep.js"),
    import("../pages/comparison.js"),
    import("../pages/account.js"),
    import("../pages/summed.js"),
    import("./records.js"),
    import("../../src/lab/index.js"),
  ]);
  const store = await storeOf(given);
  const began = performance.now();
  const pool = openPool();
  const live = await openLive(sweep, { terminal, quiet: given.quiet === true || given.json === true });
  const told = new Set<string>();
  const notice = (message: string) => {
    if (told.has(message)) return;
    told.add(message);
    live.note(`hindsight: ${message}`);
  };
  const carry = async (job: Job, progress: (step: number, loss: number) => void): Promise<Carried> => {
    const start = performance.now();
    const { experiment, continues } = job;
    const order: Order = {
      experiment,
      version,
      ...(store !== undefined && { store }),
      ...(continues && { continues }),
    };
    const done = await pool.carry(order, { progress, notice }).catch((e: unknown) => crashed(e, order));
    return { job, outcome: done.outcome, done, seconds: (performance.now() - start) / 1000 };
  };

  const carried: Carried[] = [];
  const wasStopped = await interruptible({ ...terminal, note: live.note }, async (signal) => {
    signal.addEventListener("abort", () => pool.stop());
    try {
      for await (const event of carryOut(plan(sweep), carry, { lanes: lanesOf(sweep, given), signal })) {
        if (event.kind === "begin") live.tally.begin(event.job);
        else if (event.kind === "progress") live.tally.progress(event.job, event.step, event.loss);
        else {
          const { ended } = event;
          live.tally.end(ended);
          if (ended.outcome.status !== "interrupted") carried.push(ended);
          if (given.json) terminal.print(jsonLine(records.outcomeRecord(ended)));
          live.ended(ended);
        }
        live.changed();
      }
    } finally {
      live.close();
      pool.close();
    }
    return signal.aborted;
  });

  const settings = summed(resultsOf(carried, sweep));
  if (given.json)
    for (const record of [...records.settingRecords(settings, compares), ...lines(settings)])
      terminal.print(jsonLine(record));
  else if (settings.length > 0 && page) terminal.print(page(settings, terminal.style));
  else if (settings.length > 0) {
    terminal.print(sweepPage(sweep, settings, taskOf(sweep), terminal.style));
    if (compares && settings.length > 1) terminal.print(`\n${comparisons(settings, terminal.style)}`);
  }
  const seconds = (performance.now() - began) / 1000;
  const closing = last?.(settings, terminal.style) ?? "";
  if (!given.json)
    terminal.print(`\n${account(carried, seconds, terminal.style)}${closing === "" ? "" : `\n\n${closing}`}`);
  if (wasStopped) {
    if (store !== undefined)
      terminal.note(
        `hindsight: to go on, run the same command again: hindsight ${argv.map(quoted).join(" ")}`,
      );
    throw new Interrupted();
  }
  if (carried.some(({ outcome }) => outcome.status === "failed")) throw new Incomplete();
}

/** The folder of the store, tried; undefined where nothing is to be stored. Throws StoreError with one sentence. */
async function storeOf(given: GivenFront): Promise<string | undefined> {
  if (given.store === false) return undefined;
  const { ensureWritable, openStore, storeFolder } = await import("../../src/store/index.js");
  const folder = storeFolder(folderOf(given));
  ensureWritable(openStore(folder));
  return folder;
}

/** As many runs at a time as there are processors for their threads. */
function lanesOf({ settings }: Sweep, { workers }: GivenFront): number {
  const threads = Math.max(...settings.map(({ experiment }) => experiment.threads));
  return workers ?? Math.max(1, Math.floor(availableParallelism() / threads));
}

/** A process that went down is a failed run. */
function crashed(e: unknown, { experiment }: Order): Done {
  if (!(e instanceof Crash)) throw e;
  const outcome = { seed: experiment.seed, status: "failed", step: 0, budget: experiment.steps } as const;
  return { outcome, reason: e.message, reused: 0, points: [] };
}

/** The task that all settings share, for the known losses of charts. */
function taskOf({ settings }: Sweep): Task | undefined {
  const tasks = new Map(settings.map(({ experiment: { task } }) => [JSON.stringify(task), task]));
  const [only, ...more] = tasks.values();
  if (!only || more.length > 0) return undefined;
  const { name, ...options } = only;
  return makeTask(name, options);
}
