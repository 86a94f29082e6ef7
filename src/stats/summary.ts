import { max } from "d3-array";
import { cautionsOf } from "./caution.js";
import { meanEstimate, resampledEstimate } from "./estimate.js";
import { type FinalSummary, summariseFinal } from "./final.js";
import type { Estimate } from "./interval.js";
import { type Counts, counted, observation, type RunOutcome, tally } from "./outcome.js";
import { restrictedMean } from "./restricted.js";
import { kaplanMeier, medianStep, type Observation, type SurvivalCurve } from "./survival.js";
import { wilson } from "./wilson.js";

/** What the runs of one setting, one a seed, say together. */
export interface Summary {
  readonly counts: Counts;
  /** Share of the counted runs that solved, with Wilson's interval. */
  readonly success: Estimate;
  readonly steps: {
    /** In the restricted mean, a run that is not solved by this step counts as this step. */
    readonly upTo: number;
    /** With Student's interval. */
    readonly restrictedMean: Estimate;
    /** First step by which half of the runs have solved, resampled; Infinity, also in the interval: not reached. */
    readonly median: Estimate;
  };
  readonly survival: SurvivalCurve;
  /** By name: "loss" and every metric. */
  readonly final: Readonly<Record<string, FinalSummary>>;
  /** Sentences that belong beside the numbers: few seeds, diverged runs, runs left out. */
  readonly cautions: readonly string[];
}

/**
 * Everything above for the runs of one setting. Interrupted and failed runs are left out and counted. A run that
 * diverged or stopped early counts as one that never solves within its budget; one that diverged has no part in the final
 * loss. The same runs give the same
 * numbers, intervals included, in whatever order they come.
 *
 * @throws RangeError when two runs have one seed, or a run did more steps than its budget
 */
export function summarise(outcomes: readonly RunOutcome[]): Summary {
  const runs = counted(outcomes);
  const counts = tally(outcomes);
  const observations = runs.map(observation);
  const curve = survivalOf(runs);
  return {
    counts,
    success: successOf(counts),
    steps: {
      upTo: curve.upTo,
      restrictedMean: restrictedMeanOf(curve, runs.length),
      median: resampledEstimate(observations, medianOf, "run"),
    },
    survival: curve,
    final: summariseFinal(runs),
    cautions: cautionsOf(counts),
  };
}

/** The survival curve of counted runs. */
export function survivalOf(runs: readonly RunOutcome[]): SurvivalCurve {
  return kaplanMeier(runs.map(observation), max(runs, ({ budget }) => budget) ?? 0);
}

function successOf({ solved, counted: n }: Counts): Estimate {
  if (n === 0) return { value: Number.NaN, n, reason: "there is no run" };
  return { value: solved / n, n, interval: wilson(solved, n) };
}

function restrictedMeanOf(curve: SurvivalCurve, n: number): Estimate {
  if (n > 0 && curve.points.every(({ solved }) => solved === 0))
    return { value: curve.upTo, n, reason: "no run solved" };
  return meanEstimate(restrictedMean(curve, curve.upTo), n, "run", { low: 0, high: curve.upTo });
}

const medianOf = (of: readonly Observation[]): number => medianStep(kaplanMeier(of, 0));
