import { clipSummary, parseChain } from "../optim/index.js";
import { tensorNorms } from "../probe/index.js";
import { type BlackBox, keeper, traceSoon } from "./blackbox.js";
import { type LiveCheckpoint, type Past, restore } from "./checkpoint.js";
import { beginning, recall } from "./course.js";
import { findCriterion } from "./criterion.js";
import { trainingData } from "./data.js";
import { brokenOptimiser, brokenParameters, divergenceWatch } from "./divergence.js";
import { evaluate } from "./evaluate.js";
import type { Experiment } from "./experiment.js";
import { refuse } from "./input.js";
import { layoutOf } from "./layout.js";
import { trainingNoise } from "./noise.js";
import { isRegularised } from "./omega.js";
import { pacer } from "./pace.js";
import { differentiate, differentiateWithOmega } from "./pass.js";
import { population } from "./population.js";
import { type Prepared, type PrepareOptions, prepare } from "./prepare.js";
import { checkProbe, probe } from "./probe.js";
import { measure } from "./profile.js";
import type { NonFinite, ProbeRecord, ProfileRecord, RunRecord, Seen, StepRecord } from "./record.js";
import { earlyStopping } from "./stopping.js";
import type { Criterion, Task } from "./task.js";
import { asStarted, endRecord, startRecord, stepRecord } from "./tell.js";

export interface RunOptions extends PrepareOptions {
  /** Ends the run after the step at work, as "interrupted", with the profile of what was done. */
  readonly signal?: AbortSignal;
  /** The version of hindsight, for the record. */
  readonly version?: string;
  /** Goes on from here instead of the first step: the records that follow are those of a run never interrupted. */
  readonly from?: Past;
  /** Told after every step, when its evaluation and profile are made, and once more where the run ends. */
  readonly afterStep?: (state: LiveCheckpoint) => void;
  /** Told once, before the end, when a value was not finite and the step can be made again: what is needed for that. */
  readonly onNonFinite?: (box: BlackBox) => void;
}

/**
 * Trains a network on a task: a stream of records, `start` first, `end` last. Step k is the k-th update, its loss that
 * before the update; the profile of step k is measured after k updates, on the batch of the next one, in a pass of its
 * own. Measuring changes no bit of the training. A diverged run is a result and ends before the update that would
 * break it. Leaving the loop early frees the engine.
 *
 * With `patience` the run ends after so many evaluations in a row that are not better than the best. Then, and at its
 * last step, the parameters of the best evaluation are restored: the last checkpoint, profile and evaluation and the hash
 * are theirs. The optimiser's arrays stay those of the last step. A run that is solved and stops keeps what solved it.
 *
 * With `from`, the records after `start` are those that follow the past ones, bit for bit (on the same machine).
 *
 * @throws BadInput, before the first record, for an experiment that does not fit task, cells, machine or checkpoint
 */
export async function* run(
  experiment: Experiment,
  task: Task,
  options: RunOptions = {},
): AsyncGenerator<RunRecord> {
  const criterion = findCriterion(experiment, task);
  checkProbe(experiment);
  const prepared = await prepare(experiment, task, { ...options, trace: probing(experiment) > 0 });
  try {
    // What it needs is asked for before anything is computed that could be lost.
    await prepared.forEvaluation();
    yield* train(experiment, task, criterion, prepared, options);
  } finally {
    prepared.dispose();
  }
}

async function* train(
  experiment: Experiment,
  task: Task,
  criterion: Criterion,
  prepared: Prepared,
  { signal, version, from, afterStep, onNonFinite, cells }: RunOptions,
): AsyncGenerator<RunRecord> {
  const { engine } = prepared;
  const chain = parseChain(experiment.chain);
  const batchOf = trainingData(experiment, task);
  const noiseOf = trainingNoise(engine, experiment.seed);
  const { steps, evaluate: evaluation, profile, stopWhenSolved } = experiment;
  const optimiser = chain.init(engine.params, layoutOf(engine), engine.updater);
  const probeEvery = probing(experiment);
  const initial = tensorNorms(engine.parameters, engine.params);
  const statistics = population(engine, task.steps);
  if (from) restore(from.checkpoint, engine.params, optimiser.state, statistics.state);
  const watch = divergenceWatch(task.baseline);
  const clips = clipSummary();
  const kept = keeper();
  const { patience } = experiment;
  const stopping = typeof patience === "number" ? earlyStopping(patience) : undefined;
  const now = from ? recall(from, { watch, clips, optimiser, stopping }, stopWhenSolved) : beginning();
  /** The parameters of the best evaluation, as long as they are not restored. */
  let best = from?.checkpoint.best?.slice();
  let bestStatistics = from?.checkpoint.statistics?.[1]?.slice();
  const isWaiting = now.status === undefined && now.evaluated < steps;
  if (isWaiting && stopping?.best && !best) refuse(WITHOUT_BEST);
  yield startRecord(experiment, task, criterion, prepared, chain, version);

  const pause = pacer(task.steps * engine.B * engine.params.length);
  const proceed = async () => {
    await pause();
    return signal?.aborted !== true;
  };
  const diverge = (reason: string | undefined) => {
    if (reason !== undefined) Object.assign(now, { reason, status: "diverged" });
  };
  const profileNow = async (step = now.step): Promise<ProfileRecord> => {
    now.profiled = step;
    const batch = batchOf(step);
    const made = await measure(engine, task, batch, noiseOf(step, batch.T), profile);
    return { kind: "profile", step, profile: made.profile };
  };
  const probeNow = async (): Promise<ProbeRecord> => {
    now.probed = now.step;
    const { step } = now;
    const batch = batchOf(step);
    const at = { optimiser, step, initial, noise: noiseOf(step, batch.T), spectra: profile.spectra };
    return { kind: "probe", step, ...(await probe(engine, task, batch, at)) };
  };
  async function* update(): AsyncGenerator<RunRecord> {
    const batch = batchOf(now.step);
    const noise = noiseOf(now.step, batch.T);
    const { loss, omega } = isRegularised(experiment)
      ? differentiateWithOmega(engine, task, batch, experiment.omega ?? 0, noise, statistics)
      : { loss: differentiate(engine, task, batch, noise, statistics), omega: undefined };
    const made = (step: number, gradientNorm: number, clipScale?: number): StepRecord => ({
      ...stepRecord(engine, step, loss, gradientNorm, clipScale),
      ...(omega !== undefined && { omega }),
    });
    const gradientNorm = optimiser.norm(engine.grads);
    diverge(watch.check(now.step + 1, loss, gradientNorm));
    const seen = { loss, gradientNorm, parametersAreFinite: true };
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) now.broken = { step: now.step, seen };
    if (now.status === "diverged") return yield made(now.step + 1, gradientNorm);
    kept.before(now.step, gradientNorm, engine.params, optimiser.state);
    const { clipScale } = optimiser.update(engine.grads, engine.params, now.step);
    now.step++;
    if (clipScale !== undefined) clips.add(clipScale);
    yield made(now.step, gradientNorm, clipScale);
    const breaks = (reason: string | undefined, how: Partial<Seen>) => {
      if (reason !== undefined) now.broken = { step: now.step - 1, seen: { ...seen, ...how } };
      diverge(reason);
    };
    if (!optimiser.isFinite(engine.params))
      breaks(brokenParameters(now.step, engine.params), { parametersAreFinite: false });
    if (now.status === undefined) breaks(optimiserBreaks(gradientNorm), { optimiserIsFinite: false });
  }
  const optimiserBreaks = (gradientNorm: number) =>
    brokenOptimiser(now.step, gradientNorm, engine.precision, optimiser.state, chain.update.state);
  /** What broke the run, when a value did. */
  const investigate = async (): Promise<NonFinite | undefined> => {
    if (!now.broken) return undefined;
    const { step, seen } = now.broken;
    const before =
      seen.parametersAreFinite && seen.optimiserIsFinite !== false
        ? { step, params: engine.params, optimiser: optimiser.state }
        : kept.at(step);
    if (!before)
      return { step: step + 1, what: "the parameters before the update were not kept", agrees: true };
    const { precision, parameters, description: backend } = engine;
    const box = { ...before, experiment: asStarted(experiment, task), parameters, precision, backend, seen };
    const report = await traceSoon(box, task, cells);
    onNonFinite?.({ ...box, hindsight: version ?? "unknown", report });
    return report;
  };
  /** What is due after an update, unless the past has it. */
  async function* observe(): AsyncGenerator<RunRecord> {
    const { step } = now;
    if ((step % evaluation.every === 0 || step === steps) && now.evaluated < step) {
      const made = await evaluate(await prepared.forEvaluation(), task, experiment, proceed, statistics);
      if (!made) {
        now.status = "interrupted";
        return;
      }
      const solved = criterion.holds(made.metrics);
      now.evaluated = step;
      now.last = made;
      optimiser.evaluated(made.loss);
      if (stopping?.evaluated(step, made)) {
        best = engine.params.slice();
        bestStatistics = statistics.state.slice();
      }
      if (solved) now.solvedAt ??= step;
      yield { kind: "evaluation", step, ...made, solved };
      if (solved && stopWhenSolved) now.status = "solved";
      else if (stopping?.isOver) now.status = "stopped early";
    }
    if (profile.every > 0 && step % profile.every === 0 && now.profiled < step) yield await profileNow();
    if (probeEvery > 0 && step % probeEvery === 0 && now.probed < step) yield await probeNow();
  }
  let restoredFrom: number | undefined;
  /** The best parameters, unless the run will go on, diverged, or ended with those that solved it. */
  const restoreBest = () => {
    if (now.status === "interrupted") return;
    if (stopping?.best && (now.status === undefined || now.status === "stopped early")) {
      restoredFrom = stopping.best.step;
      now.last = stopping.best.evaluation;
      if (best) engine.params.set(best);
      if (best && bestStatistics) statistics.state.set(bestStatistics);
    }
    best = undefined;
  };
  const tell = (isLast: boolean) => {
    const { parameters, params } = engine;
    afterStep?.({
      step: now.step,
      params,
      optimiser: optimiser.state,
      parameters,
      isLast,
      ...(best && { best }),
      ...(statistics.state.length > 0 && {
        statistics: best && bestStatistics ? [statistics.state, bestStatistics] : [statistics.state],
      }),
      ...(restoredFrom !== undefined && { restoredFrom }),
    });
  };

  if (now.profiled < 0) yield await profileNow();
  if (probeEvery > 0 && now.probed < 0 && now.step === 0) yield await probeNow();
  if (from) diverge(brokenParameters(now.step, engine.params) ?? optimiserBreaks(Number.POSITIVE_INFINITY));
  if (now.step > 0 && now.status === undefined) yield* observe();
  while (now.step < steps && now.status === undefined) {
    if (!(await proceed())) {
      now.status = "interrupted";
      break;
    }
    yield* update();
    if (now.status === undefined) yield* observe();
    if (now.status === undefined && now.step < steps) tell(false);
  }
  const nonFinite = await investigate();
  restoreBest();
  tell(true);
  if (now.profiled !== (restoredFrom ?? now.step)) yield await profileNow(restoredFrom);
  const { step, solvedAt, reason, last } = now;
  const { status = "finished" } = now;
  const hasSolved = solvedAt !== undefined && (status === "finished" || status === "stopped early");
  yield endRecord(engine, {
    status: hasSolved ? "solved" : status,
    step,
    ...(restoredFrom !== undefined && { restoredFrom }),
    ...(solvedAt !== undefined && { solvedAt }),
    ...(reason !== undefined && { reason }),
    ...(nonFinite && { nonFinite }),
    ...(last && { evaluation: last }),
    ...(chain.description.some(({ link }) => link.startsWith("clip")) && {
      clip: { share: clips.share, medianScale: clips.medianScale },
    }),
  });
}

const WITHOUT_BEST =
  "A run with patience goes on from a checkpoint that has the best parameters so far, but this one has none; give one of a run with patience that is not over.";

/** Steps between probes; 0: none. */
const probing = (experiment: Experiment): number => experiment.probe?.every ?? 0;
