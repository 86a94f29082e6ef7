/** A 95 % confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A number estimated from n values (runs, or pairs of runs). */
export interface Estimate {
  /** NaN when there is nothing to estimate it from. */
  readonly value: number;
  readonly n: number;
  readonly interval?: Interval;
  /** Why there is no interval. */
  readonly reason?: string;
}
