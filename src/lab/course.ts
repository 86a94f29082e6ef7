import type { ChainState, ClipSummary } from "../optim/index.js";
import type { Past } from "./checkpoint.js";
import type { DivergenceWatch } from "./divergence.js";
import type { Evaluation } from "./evaluate.js";
import type { Seen, Status } from "./record.js";
import type { Stopping } from "./stopping.js";

/** How far a run has come. */
export interface Course {
  /** Updates done. */
  step: number;
  /** Updates before the last evaluation, before the last profile and before the last probe; -1: none yet. */
  evaluated: number;
  profiled: number;
  probed: number;
  solvedAt?: number;
  last?: Evaluation;
  /** Set when the run is over before its last step. */
  status?: Status;
  reason?: string;
  /** The step, counted from 0, that was not finite. */
  broken?: { readonly step: number; readonly seen: Seen };
}

export const beginning = (): Course => ({ step: 0, evaluated: -1, profiled: -1, probed: -1 });

/** Who hears of the records of a run. */
export interface Listeners {
  readonly watch: DivergenceWatch;
  readonly clips: ClipSummary;
  readonly optimiser: Pick<ChainState, "evaluated">;
  /** Of a run that stops early. */
  readonly stopping: Stopping | undefined;
}

/**
 * The course of a run at a checkpoint, from the records that it had made by then; the listeners hear of them as they did
 * in the run. A run that was over when the checkpoint was taken is over.
 */
export function recall(
  { checkpoint, records }: Past,
  { watch, clips, optimiser, stopping }: Listeners,
  stopWhenSolved: boolean,
): Course {
  const course = beginning();
  course.step = checkpoint.step;
  for (const record of records) {
    if (record.kind === "step") {
      course.reason = watch.check(record.step, record.loss, record.gradientNorm);
      const { loss, gradientNorm } = record;
      if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm))
        course.broken = { step: record.step - 1, seen: { loss, gradientNorm, parametersAreFinite: true } };
      if (record.clipScale !== undefined) clips.add(record.clipScale);
    } else if (record.kind === "evaluation") {
      const { step, loss, metrics, solved } = record;
      course.evaluated = step;
      course.last = { loss, metrics };
      optimiser.evaluated(loss);
      stopping?.evaluated(step, course.last);
      if (solved) course.solvedAt ??= step;
      if (solved && stopWhenSolved) course.status = "solved";
      else if (stopping?.isOver) course.status = "stopped early";
    } else if (record.kind === "profile") course.profiled = record.step;
    else if (record.kind === "probe") course.probed = record.step;
  }
  if (course.reason !== undefined) course.status = "diverged";
  return course;
}
