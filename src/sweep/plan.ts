import type { Experiment } from "../lab/index.js";
import type { RunOutcome } from "../stats/index.js";
import { best } from "./rank.js";
import type { Search } from "./schema.js";
import type { Setting } from "./setting.js";
import type { Sweep } from "./sweep.js";

/** One run of a sweep. */
export interface Job {
  readonly setting: Setting;
  /** The setting's with a seed, and in a round of halving with that round's steps. */
  readonly experiment: Experiment;
  /** A trial tunes a setting; a run is one of its results. */
  readonly role: "run" | "trial";
  /** The same run with fewer steps, at whose end it may begin. */
  readonly continues?: Experiment;
}

/** A job and what became of it. */
export interface Ended {
  readonly job: Job;
  readonly outcome: RunOutcome;
}

/**
 * Which runs come next: yields jobs that can run at the same time, is sent what became of them, and ends when there are
 * no more. A function of the sweep and the outcomes alone: begun anew, it asks for the same runs. Seeds come one after
 * another, so that an interrupted sweep has compared all settings on some of them.
 */
export function* plan(sweep: Sweep): Generator<readonly Job[], void, readonly Ended[]> {
  const { search, tuning, seeds, settings } = sweep;
  if (search.kind === "halving") yield* halving(sweep, search);
  else if (!tuning) yield jobsOf(settings, seeds);
  else {
    const trials = settings.flatMap(({ name }) => tuning.candidates.get(name) ?? []);
    const tried = yield jobsOf(trials, [tuningSeed(seeds)], "trial");
    const tuned = settings.flatMap(({ name }) =>
      best(tuning.candidates.get(name) ?? [], outcomesOf(tried), tuning.metric, 1),
    );
    yield jobsOf(tuned, seeds);
  }
}

/**
 * Successive halving: all settings run for `start` steps, the best of every `eta` go on for `eta` times as many, and so
 * on up to the experiment's steps. They go on where they were: nothing is computed twice.
 *
 * Source  Jamieson & Talwalkar 2016, "Non-stochastic best arm identification and hyperparameter optimization".
 */
function* halving(
  { settings, seeds }: Sweep,
  search: Extract<Search, { kind: "halving" }>,
): Generator<readonly Job[], void, readonly Ended[]> {
  let left = settings;
  let before: number | undefined;
  for (const steps of roundsOf(settings[0]?.experiment, search)) {
    const ended = yield jobsOf(left, seeds).map((job) => inRound(job, steps, before));
    left = best(left, outcomesOf(ended), search.metric, Math.ceil(left.length / search.eta));
    before = steps;
  }
}

/**
 * Steps of every round: start, start · eta, ..., and the experiment's last. Whole multiples of the steps between
 * evaluations, so that a round ends where the longer run evaluates too.
 */
export function roundsOf(
  experiment: Experiment | undefined,
  { start, eta }: { readonly start: number; readonly eta: number },
): number[] {
  if (!experiment) return [];
  const { every } = experiment.evaluate;
  const rounds: number[] = [];
  for (let steps = start; steps < experiment.steps; steps *= eta) {
    const whole = Math.max(1, Math.round(steps / every)) * every;
    if (whole < experiment.steps && whole > (rounds.at(-1) ?? 0)) rounds.push(whole);
  }
  return [...rounds, experiment.steps];
}

/** How many runs a sweep asks for in all, and their steps, if none ends early. */
export function sizeOf({ settings, seeds, search, tuning }: Sweep): {
  readonly runs: number;
  readonly steps: number;
} {
  const budget = (all: readonly Setting[]) => all.reduce((n, { experiment }) => n + experiment.steps, 0);
  if (search.kind !== "halving") {
    const trials = [...(tuning?.candidates.values() ?? [])].flat();
    return {
      runs: settings.length * seeds.length + trials.length,
      steps: budget(settings) * seeds.length + budget(trials),
    };
  }
  let [left, before, runs, steps] = [settings.length, 0, 0, 0];
  for (const end of roundsOf(settings[0]?.experiment, search)) {
    runs += left * seeds.length;
    steps += left * seeds.length * (end - before);
    before = end;
    left = Math.ceil(left / search.eta);
  }
  return { runs, steps };
}

/** Steps that a job has to do. */
export function stepsOf({ experiment, continues }: Job): number {
  return experiment.steps - (continues?.steps ?? 0);
}

function jobsOf(settings: readonly Setting[], seeds: readonly number[], role: Job["role"] = "run"): Job[] {
  return seeds.flatMap((seed) =>
    settings.map((setting) => ({ setting, experiment: { ...setting.experiment, seed }, role })),
  );
}

function inRound(job: Job, steps: number, before: number | undefined): Job {
  const experiment = { ...job.experiment, steps };
  return { ...job, experiment, ...(before !== undefined && { continues: { ...experiment, steps: before } }) };
}

/** A seed that no result uses: what was tuned is judged on others. */
function tuningSeed(seeds: readonly number[]): number {
  return Math.max(...seeds) + 1;
}

/** The outcomes of jobs by the name of their setting. */
export function outcomesOf(ended: readonly Ended[]): ReadonlyMap<string, readonly RunOutcome[]> {
  const byName = new Map<string, RunOutcome[]>();
  for (const { job, outcome } of ended)
    byName.set(job.setting.name, [...(byName.get(job.setting.name) ?? []), outcome]);
  return byName;
}
