import { patience } from "../optim/index.js";
import type { Evaluation } from "./evaluate.js";

/** Early stopping: which evaluation of a run was the best, and whether waiting for a better one is over. */
export interface Stopping {
  /** Takes in an evaluation, and says whether it is the best so far. */
  evaluated(step: number, evaluation: Evaluation): boolean;
  readonly best: { readonly step: number; readonly evaluation: Evaluation } | undefined;
  readonly isOver: boolean;
}

/**
 * Stops a run after so many evaluations in a row whose loss is not below the best; the best is the first of the lowest.
 *
 * Source  Goodfellow, Bengio & Courville 2016, "Deep learning", algorithm 7.1; of the criteria that Prechelt 1998, "Early
 *         stopping - but when?", compares, it is nearest to UP, which counts rises in a row instead.
 */
export function earlyStopping(evaluations: number): Stopping {
  const waiting = patience();
  let best: Stopping["best"];
  return {
    evaluated(step, evaluation) {
      const isBest = waiting.evaluated(evaluation.loss);
      if (isBest) best = { step, evaluation };
      return isBest;
    },
    get best() {
      return best;
    },
    get isOver() {
      return waiting.waited >= evaluations;
    },
  };
}
