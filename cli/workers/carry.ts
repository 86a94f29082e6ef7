import { reachOf } from "../../src/diagnose/index.js";
import {
  BadInput,
  type Experiment,
  type RunOptions,
  type RunRecord,
  run,
  type Task,
} from "../../src/lab/index.js";
import type { RunOutcome } from "../../src/stats/index.js";
import {
  findRun,
  isOver,
  openStore,
  pastOf,
  type Runner,
  readRecords,
  resumeRun,
  runHash,
  type Store,
  type StoredRun,
  storeRun,
} from "../../src/store/index.js";
import { makeTask } from "../../tasks/index.js";
import type { Done, Order } from "./message.js";

/** Milliseconds. */
const [POLL, PATIENCE] = [100, 5000];

export interface Listener {
  readonly signal: AbortSignal;
  progress(step: number, loss: number): void;
  notice(message: string): void;
}

/**
 * Carries out a run: one that the store has is read, one that it has begun goes on, and any other is computed. What
 * cannot be run is an outcome, too.
 *
 * @throws StoreError when results can no longer be kept
 */
export async function carry(order: Order, listener: Listener): Promise<Done> {
  try {
    return await carried(order, listener);
  } catch (e) {
    if (!(e instanceof BadInput || e instanceof RangeError || (e as Error).name === "NoCompiler")) throw e;
    return failed(order.experiment, (e as Error).message);
  }
}

/** The outcome of a run that could not be. */
export function failed(experiment: Experiment, reason: string): Done {
  const outcome: RunOutcome = { seed: experiment.seed, status: "failed", step: 0, budget: experiment.steps };
  return { outcome, reason, reused: 0, points: [] };
}

async function carried(order: Order, listener: Listener): Promise<Done> {
  const { experiment } = order;
  const { name, ...options } = experiment.task;
  const task = makeTask(name, options);
  const told = collector(experiment, task, listener);
  for await (const record of records(order, task, listener, told)) told.hear(record);
  return told.done();
}

/** The records of a run, wherever they come from. */
async function* records(
  { experiment, continues, store: folder, version }: Order,
  task: Task,
  { signal, notice }: Listener,
  told: Collector,
): AsyncGenerator<RunRecord> {
  const start = (from: Pick<RunOptions, "from" | "afterStep" | "onNonFinite">) =>
    run(experiment, task, { signal, version, notice, ...from });
  if (folder === undefined) return yield* start({});
  const store = openStore(folder);
  const found = await freeRun(store, experiment);
  if (found && isOver(found.state)) {
    told.opened(found.id);
    told.reuses(found.summary?.end.step ?? 0);
    return yield* readRecords(found);
  }
  const past = continues && pastIn(store, continues);
  const runner: Runner = (options) => {
    if (options.from || !past) return start(options);
    told.reuses(past.checkpoint.step);
    return goOn(experiment, past, start({ ...options, from: past }));
  };
  const onOpen = ({ id }: { readonly id: string }) => told.opened(id);
  if (found) yield* resumeRun(found, runner, { onOpen, notice, onResume: told.reuses });
  else yield* storeRun(store, runner, { onOpen });
}

/**
 * The store's run of an experiment, once no process writes it: one that was killed a moment ago may still be on its way
 * out.
 *
 * @throws BadInput when another process goes on with it
 */
async function freeRun(store: Store, experiment: Experiment): Promise<StoredRun | undefined> {
  for (let waited = 0; ; waited += POLL) {
    const found = findRun(store, runHash(experiment));
    if (found?.state !== "running") return found;
    if (waited >= PATIENCE)
      throw new BadInput(
        `Another process is at this run, ${found.id}; when it is through, the same command reuses it.`,
      );
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}

function pastIn(store: Store, experiment: Experiment) {
  const found = findRun(store, runHash(experiment));
  return found && isOver(found.state) ? pastOf(found) : undefined;
}

/** A longer run with the records of a shorter one before its own: those that it would have made itself. */
async function* goOn(
  { profile }: Experiment,
  past: NonNullable<RunOptions["from"]>,
  rest: AsyncIterable<RunRecord>,
): AsyncGenerator<RunRecord> {
  for await (const record of rest) {
    yield record;
    if (record.kind !== "start") continue;
    for (const old of past.records) {
      const isDue =
        profile.every > 0 ? (step: number) => step % profile.every === 0 : (step: number) => step === 0;
      if (old.kind !== "start" && (old.kind !== "profile" || isDue(old.step))) yield old;
    }
  }
}

/** What is kept of the records of a run. */
interface Collector {
  hear(record: RunRecord): void;
  opened(id: string): void;
  /** The first so many steps were there already. */
  readonly reuses: (steps: number) => void;
  done(): Done;
}

function collector({ seed, steps: budget }: Experiment, { lag }: Task, { progress }: Listener): Collector {
  const points: { x: number; y: number }[] = [];
  let made: Pick<Done, "outcome" | "reason"> | undefined;
  let decay: Done["decay"];
  let reach: Done["reach"];
  const timed = { n: 0, began: 0, last: 0 };
  let run: string | undefined;
  let reused = 0;
  return {
    hear(record) {
      if (record.kind === "step" && record.step > reused) {
        progress(record.step, record.loss);
        timed.last = performance.now();
        if (timed.n++ === 0) timed.began = timed.last;
      } else if (record.kind === "profile") {
        const { T, states } = record.profile;
        const end = states.at(-1)?.decay;
        if (end) decay = { T, start: decay?.start ?? end, end };
        // Nothing goes back farther than the window of truncated BPTT.
        const left = lag.max < T ? reachOf(record.profile, lag.max)?.log10 : Number.NEGATIVE_INFINITY;
        if (left !== undefined) reach = { start: reach?.start ?? left, end: left };
      } else if (record.kind === "evaluation") points.push({ x: record.step, y: record.loss });
      else if (record.kind === "end") {
        const { status, step, solvedAt, evaluation, reason } = record;
        const outcome: RunOutcome = {
          seed,
          status,
          step,
          budget,
          ...(solvedAt !== undefined && { solvedAt }),
          ...evaluation,
        };
        made = { outcome, ...(reason !== undefined && { reason }) };
      }
    },
    opened(id) {
      run = id;
    },
    reuses: (steps) => {
      reused = steps;
    },
    done() {
      if (!made) throw new Error("the run ended without its end record");
      return {
        ...made,
        points,
        reused,
        ...(run !== undefined && { run }),
        ...(decay && { decay }),
        ...(reach && { reach }),
        ...(timed.n > 1 && { pace: (timed.last - timed.began) / 1000 / (timed.n - 1) }),
      };
    },
  };
}
