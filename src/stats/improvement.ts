import { sum } from "d3-array";
import { type Interval, Z } from "./interval.js";
import type { Observation } from "./survival.js";

/**
 * The probability of improvement: how probable it is that a run of a solves sooner than a run of b, over all pairs of
 * a run of a with a run of b. A pair whose order is not known (both unsolved, or one last seen unsolved before the
 * other solved) counts one half, as a tie.
 *
 * Source  Agarwal et al. 2021, section 4.3 (the Mann-Whitney U statistic / mn); ties of censored runs: Gehan 1965.
 */
export function improvement(a: readonly Observation[], b: readonly Observation[]): number {
  return sum(a, (one) => sum(b, (other) => score(one, other))) / (a.length * b.length);
}

function score(one: Observation, other: Observation): number {
  if (isSooner(one, other)) return 1;
  return isSooner(other, one) ? 0 : 0.5;
}

function isSooner(one: Observation, other: Observation): boolean {
  return one.solved && (one.step < other.step || (one.step === other.step && !other.solved));
}

/**
 * Interval of a probability of improvement from m and n runs: all θ with |θ − estimate| ≤ z √V(θ),
 *
 *   V(θ) = θ (1 − θ) (1 + N (1 − θ) / (2 − θ) + N θ / (1 + θ)) / (m n),    N = (m + n) / 2 − 1.
 *
 * Agarwal et al. take a bootstrap interval, which is 100-100 % as soon as every run of a beats every run of b, be
 * they 2 or 200. Of 3 runs against 3 it holds 90 % of the time: two equal settings give a clean sweep once in ten.
 *
 * Source  Newcombe 2006, "Confidence intervals for an effect size measure based on the Mann-Whitney statistic. Part 2",
 *         method 5; V of Hanley & McNeil 1982.
 */
export function improvementInterval(estimate: number, m: number, n: number): Interval {
  const N = (m + n) / 2 - 1;
  const variance = (t: number) => (t * (1 - t) * (1 + (N * (1 - t)) / (2 - t) + (N * t) / (1 + t))) / (m * n);
  const isFar = (t: number) => Math.abs(t - estimate) > Z * Math.sqrt(variance(t));
  return { low: boundary(0, estimate, isFar), high: boundary(1, estimate, isFar) };
}

/** Between a place that is far and one that is not; found to the last bits by halving. */
function boundary(far: number, near: number, isFar: (t: number) => boolean): number {
  let [outside, inside] = [far, near];
  for (let i = 0; i < 60; i++) {
    const middle = (outside + inside) / 2;
    if (isFar(middle)) outside = middle;
    else inside = middle;
  }
  return inside;
}
