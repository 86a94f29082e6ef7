/** How a run ended; "failed" is one that could not be run at all. */
export type RunStatus = "solved" | "finished" | "diverged" | "interrupted" | "failed";

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
  /** Solved, finished and diverged runs: those that say something. */
  readonly counted: number;
  /** Counted runs that met the criterion at some step, also those that diverged later. */
  readonly solved: number;
  readonly diverged: number;
  /** Left out: nobody knows what would have become of them. */
  readonly interrupted: number;
  readonly failed: number;
}
