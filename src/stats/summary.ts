import type { Estimate } from "./interval.js";
import type { Counts, RunOutcome } from "./outcome.js";
import type { SurvivalCurve } from "./survival.js";

/** The last evaluations of the runs that have a finite one: n of `of` runs; the diverged ones have none. */
export interface FinalSummary {
  readonly n: number;
  readonly of: number;
  readonly diverged: number;
  readonly median: Estimate;
  /** Mean of the middle half. */
  readonly interquartileMean: Estimate;
  readonly min: number;
  readonly max: number;
}

/** What the runs of one setting, one a seed, say together. */
export interface Summary {
  readonly counts: Counts;
  /** Share of the counted runs that solved. */
  readonly success: Estimate;
  readonly steps: {
    /** The restricted mean counts every run that is not solved by this step as this step. */
    readonly upTo: number;
    readonly restrictedMean: Estimate;
    /** Infinity, also as an end of the interval: half of the runs never solve. */
    readonly median: Estimate;
  };
  readonly survival: SurvivalCurve;
  /** By name: "loss" and every metric. */
  readonly final: Readonly<Record<string, FinalSummary>>;
  /** Sentences that belong beside the numbers: few seeds, diverged runs, runs left out. */
  readonly cautions: readonly string[];
}

/** Everything above for the runs of one setting. Resampling draws from a stream of its own: same runs, same numbers. */
export function summarise(_outcomes: readonly RunOutcome[]): Summary {
  throw new Error("not written yet");
}
