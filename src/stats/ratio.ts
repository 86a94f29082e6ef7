import { median } from "d3-array";
import { meanEstimate, resampledEstimate } from "./estimate.js";
import type { Estimate } from "./interval.js";
import { meanOf } from "./restricted.js";

/** A value of the run of a seed. */
export interface Seeded {
  readonly seed: number;
  readonly value: number;
}

/**
 * How many times b the values of a are: the geometric mean over pairs of equal seed, with Student's interval of the mean
 * logarithm. A pair takes part where both values are above zero and finite; n says how many did.
 */
export function pairedRatio(a: readonly Seeded[], b: readonly Seeded[]): Estimate {
  const ofB = new Map(b.map(({ seed, value }) => [seed, value]));
  const logs = a
    .map(({ seed, value }) => Math.log(value / (ofB.get(seed) ?? Number.NaN)))
    .filter(Number.isFinite);
  const anywhere = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const { value, interval, ...rest } = meanEstimate(meanOf(logs), logs.length, "pair", anywhere);
  const back = interval && { low: Math.exp(interval.low), high: Math.exp(interval.high) };
  return { value: Math.exp(value), ...(back && { interval: back }), ...rest };
}

/**
 * How much more than b the values of a are: the median difference over pairs of equal seed, with its bootstrap interval.
 * A pair takes part where the difference is finite; n says how many did. Of logarithms it is a factor, also where the
 * values themselves are no doubles.
 */
export function pairedShift(a: readonly Seeded[], b: readonly Seeded[]): Estimate {
  const ofB = new Map(b.map(({ seed, value }) => [seed, value]));
  const shifts = a.map(({ seed, value }) => value - (ofB.get(seed) ?? Number.NaN)).filter(Number.isFinite);
  return resampledEstimate(shifts, (of) => median(of) ?? Number.NaN, "pair");
}
