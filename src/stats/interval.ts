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

/** How often an interval is meant to hold. All intervals of the room have this level. */
export const LEVEL = 0.95;
/** The standard normal's quantile of (1 + LEVEL) / 2. */
export const Z = 1.959963984540054;

export const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));
