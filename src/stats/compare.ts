import type { Estimate } from "./interval.js";
import type { RunOutcome } from "./outcome.js";

/** Setting a against setting b. */
export interface Comparison {
  /** Whether runs of equal seed were compared with each other. */
  readonly paired: boolean;
  /** Pairs compared; 0 when not paired. */
  readonly pairs: number;
  /** Counted runs that have no partner and took no part in a paired comparison. */
  readonly unpaired: number;
  /** a − b of the mean steps to solve, restricted to `upTo`: negative when a is faster. */
  readonly steps: Estimate;
  readonly upTo: number;
  /** a − b of the share that solves. */
  readonly success: Estimate;
  /** Probability that a run of a solves sooner than a run of b; a tie counts one half. */
  readonly improvement: Estimate;
  /** Median over pairs of the final loss of a over that of b; of pairs where both are finite and above zero. */
  readonly lossRatio: Estimate;
  readonly cautions: readonly string[];
}

/** Compares the runs of two settings, by pairs of equal seed unless told otherwise or fewer than two are shared. */
export function compareSettings(
  _a: readonly RunOutcome[],
  _b: readonly RunOutcome[],
  _options: { readonly paired?: boolean } = {},
): Comparison {
  throw new Error("not written yet");
}
