/** Counts the evaluations that bring nothing better. */
export interface Patience {
  /** Takes in the loss of an evaluation, and says whether it is the best so far. NaN is never better. */
  evaluated(loss: number): boolean;
  /** Evaluations since the best one, or since the count began anew. */
  readonly waited: number;
  /** Begins to count anew; the best loss stays. */
  restart(): void;
}

/**
 * Better is a loss below (1 − threshold) times the best so far; the first one is better than none. What is to happen
 * after n evaluations without improvement happens when `waited` reaches n.
 *
 * Source  Goodfellow, Bengio & Courville 2016, "Deep learning", algorithm 7.1 (threshold 0). PyTorch's schedulers wait
 *         for one evaluation more, Keras's callbacks do not.
 */
export function patience(threshold = 0): Patience {
  let best = Number.POSITIVE_INFINITY;
  let waited = 0;
  return {
    evaluated(loss) {
      const isBetter = best === Number.POSITIVE_INFINITY ? loss < best : loss < best * (1 - threshold);
      if (isBetter) best = loss;
      waited = isBetter ? 0 : waited + 1;
      return isBetter;
    },
    get waited() {
      return waited;
    },
    restart() {
      waited = 0;
    },
  };
}
