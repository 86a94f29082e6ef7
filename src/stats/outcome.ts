import { group } from "d3-array";
import type { Observation } from "./survival.js";

/** How a run ended; "stopped early" is one whose patience ran out unsolved, "failed" one that could not be run at all. */
export type RunStatus = "solved" | "finished" | "stopped early" | "diverged" | "interrupted" | "failed";

/** What one run contributes to statistics over seeds. */
export interface RunOutcome {
  readonly seed: number;
  readonly status: RunStatus;
  /** First step whose evaluation met the criterion. */
  readonly solvedAt?: number;
  /** Steps done. */
  readonly step: number;
  /** Steps it was given. */
  readonly budget: number;
  /** Of the last evaluation. */
  readonly loss?: number;
  /** Of the last evaluation, by name. */
  readonly metrics?: Readonly<Record<string, number>>;
}

/** How many runs there are and what became of them. */
export interface Counts {
  readonly total: number;
  /** Solved, finished, early stopped and diverged runs: those that say something. */
  readonly counted: number;
  /** Counted runs that met the criterion at some step, also those that diverged later. */
  readonly solved: number;
  readonly stoppedEarly: number;
  readonly diverged: number;
  /** Left out: nobody knows what would have become of them. */
  readonly interrupted: number;
  readonly failed: number;
}

/**
 * The runs that say something, in the order of their seeds. What was interrupted or failed is left out even where it
 * had solved: keeping only the lucky ones of them would flatter the setting.
 *
 * @throws RangeError when two runs have one seed, or a number is not one
 */
export function counted(outcomes: readonly RunOutcome[]): RunOutcome[] {
  const kept = outcomes.filter(({ status }) => status !== "interrupted" && status !== "failed");
  for (const [seed, { length }] of group(kept, (o) => o.seed))
    if (length > 1)
      throw new RangeError(
        `the runs of one setting must have different seeds, but ${length} have seed ${seed}; give each seed once`,
      );
  for (const { seed, step, budget } of kept)
    if (!(step >= 0 && budget >= step && budget < Number.POSITIVE_INFINITY))
      throw new RangeError(
        `a run must have done from 0 steps to its budget, but the run of seed ${seed} did ${step} of ${budget}; check its record`,
      );
  return kept.sort((a, b) => a.seed - b.seed);
}

/** Whether a run met the criterion at some step, whatever became of it later. */
export const hasSolved = ({ status, solvedAt }: RunOutcome): boolean =>
  status === "solved" || solvedAt !== undefined;

/**
 * A counted run in the sense of survival analysis. A finished run that did not solve is censored at its last step.
 * So are one that diverged and one that stopped early, but at the end of their budget: it is known that they do not solve
 * by then. (Where it stopped is no censoring that says nothing: patience runs out because nothing improves, and taking
 * such runs out of sight there would let those that are left speak for them.)
 */
export function observation(outcome: RunOutcome): Observation {
  const { status, solvedAt, step, budget } = outcome;
  if (hasSolved(outcome)) return { step: solvedAt ?? step, solved: true };
  const isKnown = status === "diverged" || status === "stopped early";
  return { step: isKnown ? budget : step, solved: false };
}

export function tally(outcomes: readonly RunOutcome[]): Counts {
  const kept = counted(outcomes);
  const number = (status: RunStatus) => outcomes.filter((o) => o.status === status).length;
  return {
    total: outcomes.length,
    counted: kept.length,
    solved: kept.filter(hasSolved).length,
    stoppedEarly: number("stopped early"),
    diverged: number("diverged"),
    interrupted: number("interrupted"),
    failed: number("failed"),
  };
}
