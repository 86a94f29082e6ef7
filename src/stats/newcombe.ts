import type { Interval } from "./interval.js";
import { wilson } from "./wilson.js";

/**
 * Interval of p₁ − p₂ for two independent shares: the distances of each share from the ends of its Wilson interval,
 * added in squares.
 *
 * Source  Newcombe 1998, "Interval estimation for the difference between independent proportions", method 10.
 */
export function independentDifference(k1: number, n1: number, k2: number, n2: number): Interval {
  return squareAndAdd(k1, n1, k2, n2, 0);
}

/** Pairs of runs, by who of the two solved. */
export interface PairTable {
  readonly both: number;
  readonly first: number;
  readonly second: number;
  readonly neither: number;
}

/**
 * Interval of p₁ − p₂ for two shares of the same pairs: as above, less what the two have in common (the phi
 * coefficient, its numerator corrected for continuity).
 *
 * Source  Newcombe 1998, "Improved confidence intervals for the difference between binomial proportions based on
 *         paired data", method 10.
 */
export function pairedDifference({ both, first, second, neither }: PairTable): Interval {
  const n = both + first + second + neither;
  const margins = (both + first) * (second + neither) * (both + second) * (first + neither);
  const cross = both * neither - first * second;
  const numerator = cross > 0 ? Math.max(cross - n / 2, 0) : cross;
  const phi = margins === 0 ? 0 : numerator / Math.sqrt(margins);
  return squareAndAdd(both + first, n, both + second, n, phi);
}

function squareAndAdd(k1: number, n1: number, k2: number, n2: number, phi: number): Interval {
  const [p1, p2] = [k1 / n1, k2 / n2];
  const [one, two] = [wilson(k1, n1), wilson(k2, n2)];
  // phi is a correlation: rounding aside, what is under the root is not negative.
  const add = (d1: number, d2: number) => Math.sqrt(Math.max(0, d1 ** 2 - 2 * phi * d1 * d2 + d2 ** 2));
  return {
    low: p1 - p2 - add(p1 - one.low, two.high - p2),
    high: p1 - p2 + add(one.high - p1, p2 - two.low),
  };
}
