import type { EndRecord, EvaluationRecord, RunRecord, StartRecord } from "../lab/index.js";
import type { Probe, Profile } from "../probe/index.js";
import type { Facts } from "./facts.js";
import { type History, history, median, type Recent, recent, type Sketch, sketch } from "./history.js";

/** Steps that count as the present. */
const WINDOW = 100;
/** Probes that count as the present. */
const PROBES = 10;
const FEW_PROBES = 3;
/** Steps between two looks at the running median. */
const LOOK = 10;
/** What counts as no change, as in numpy's allclose. Source  SageMaker Debugger, UnchangedTensor. */
const STILL = { relative: 1e-5, absolute: 1e-8 };

/**
 * What is known of a run so far, folded from its records: a few hundred numbers however long it is. Rules read it.
 */
export interface Evidence {
  readonly facts: Facts;
  readonly start: StartRecord | undefined;
  /** Steps recorded. */
  readonly step: number;
  /** Of the training batches: the first, the last hundred, all in stretches. */
  readonly firstLoss: number;
  readonly losses: Recent;
  readonly lossHistory: History;
  /** Steps whose loss was 10 times the running median, and the greatest multiple. */
  readonly spikes: { readonly count: number; readonly greatest: number };
  /** Before the chain. */
  readonly gradientNorms: Recent;
  readonly gradientNorm: Sketch;
  /** Steps with a gradient of exactly zero. */
  readonly zeroGradients: number;
  /** The first thing that was not finite: "the loss of step 12 is NaN". */
  readonly broken: { readonly step: number; readonly what: string } | undefined;
  /** Of the steps with a clip link: how many, how many it changed, by what factors. */
  readonly clip: { readonly steps: number; readonly clipped: number; readonly scales: Sketch };
  /** Of every parameter, the last |update| / |W|, the first update left out. */
  readonly updateRatios: ReadonlyMap<string, Recent>;
  /** Of the last probes in which clipping acted: the cosine of the gradient before and after. */
  readonly clipCosines: Recent;
  /** Of the last probes: mean over standard deviation of the gradient, over the batch. */
  readonly meanToStd: Recent;
  readonly evaluations: History;
  readonly evaluation: EvaluationRecord | undefined;
  readonly bestEvaluation: number;
  readonly solvedAt: number | undefined;
  /** The first profile and the latest. */
  readonly firstProfile: Profile | undefined;
  readonly profile: Profile | undefined;
  /** The first probe and the latest. */
  readonly firstProbe: Probe | undefined;
  readonly probe: Probe | undefined;
  /** In how many probes one after another, up to the latest, a parameter did not change. */
  readonly stillFor: ReadonlyMap<string, number>;
  readonly end: EndRecord | undefined;
}

/** A fold over records. */
export interface Gathering {
  readonly evidence: Evidence;
  add(record: RunRecord): void;
}

/** Evidence before the first record. */
export function gather(facts: Facts): Gathering {
  const losses = recent(WINDOW);
  const lossHistory = history();
  const gradientNorms = recent(WINDOW);
  const gradientNorm = sketch();
  const clip = { steps: 0, clipped: 0, scales: sketch() };
  const spikes = { count: 0, greatest: 1 };
  const clipCosines = recent(PROBES);
  const meanToStd = recent(PROBES);
  const updateRatios = new Map<string, Recent>();
  const evaluations = history();
  const stillFor = new Map<string, number>();
  let usual = Number.NaN;
  const evidence = {
    facts,
    start: undefined as StartRecord | undefined,
    step: 0,
    firstLoss: Number.NaN,
    losses,
    lossHistory,
    spikes,
    gradientNorms,
    gradientNorm,
    zeroGradients: 0,
    broken: undefined as Evidence["broken"],
    clip,
    updateRatios,
    clipCosines,
    meanToStd,
    evaluations,
    evaluation: undefined as EvaluationRecord | undefined,
    bestEvaluation: Number.NaN,
    solvedAt: undefined as number | undefined,
    firstProfile: undefined as Profile | undefined,
    profile: undefined as Profile | undefined,
    firstProbe: undefined as Probe | undefined,
    probe: undefined as Probe | undefined,
    stillFor,
    end: undefined as EndRecord | undefined,
  } satisfies Evidence;

  function step({ step, loss, gradientNorm: norm, clipScale }: Extract<RunRecord, { kind: "step" }>) {
    evidence.step = step;
    if (step === 1) evidence.firstLoss = loss;
    if (!Number.isFinite(loss)) evidence.broken ??= { step, what: `the loss of step ${step} is ${loss}` };
    if (!Number.isFinite(norm))
      evidence.broken ??= { step, what: `the gradient norm of step ${step} is ${norm}` };
    if (norm === 0) evidence.zeroGradients++;
    if (losses.values.length >= LOOK && loss > 10 * usual) {
      spikes.count++;
      spikes.greatest = Math.max(spikes.greatest, loss / usual);
    }
    losses.add(loss);
    if (step % LOOK === 0) usual = median(losses.values);
    lossHistory.add(step, loss);
    gradientNorms.add(norm);
    gradientNorm.add(norm);
    if (clipScale === undefined) return;
    clip.steps++;
    if (clipScale === 1) return;
    clip.clipped++;
    clip.scales.add(clipScale);
  }

  return {
    evidence,
    add(record) {
      if (record.kind === "start") evidence.start = record;
      else if (record.kind === "step") step(record);
      else if (record.kind === "evaluation") {
        evidence.evaluation = record;
        evaluations.add(record.step, record.loss);
        if (!(evidence.bestEvaluation <= record.loss)) evidence.bestEvaluation = record.loss;
        if (record.solved) evidence.solvedAt ??= record.step;
      } else if (record.kind === "profile") {
        evidence.firstProfile ??= record.profile;
        evidence.profile = record.profile;
      } else if (record.kind === "probe") {
        evidence.firstProbe ??= record;
        evidence.probe = record;
        if (record.clip && record.clip.scale !== 1) clipCosines.add(record.clip.cosine);
        if (record.noise && Number.isFinite(record.noise.meanToStd)) meanToStd.add(record.noise.meanToStd);
        for (const { name, maxAbs, maxAbsUpdate, updateRatio } of record.tensors) {
          const ratios = updateRatios.get(name) ?? recent(FEW_PROBES);
          // The first update of Adam is as long as the rate in every element, whatever the gradient.
          if (record.step > 0) ratios.add(updateRatio);
          updateRatios.set(name, ratios);
          const isStill = maxAbsUpdate <= STILL.absolute + STILL.relative * maxAbs;
          stillFor.set(name, isStill ? (stillFor.get(name) ?? 0) + 1 : 0);
        }
      } else {
        evidence.end = record;
        if (record.status === "diverged" && record.reason !== undefined)
          evidence.broken ??= { step: record.step, what: record.reason };
      }
    },
  };
}

/** Share of the budget that is done. */
export const progress = ({ step, end, facts }: Evidence): number =>
  end?.status === "finished" ? 1 : step / facts.experiment.steps;
