import { bootstrap } from "./bootstrap.js";
import { clamp, type Estimate, type Interval } from "./interval.js";
import type { RestrictedMean } from "./restricted.js";
import { student } from "./student.js";

/** A statistic of all values with its bootstrap interval; no interval from one value, or from values all alike. */
export function resampledEstimate<V extends number | object>(
  values: readonly V[],
  statistic: (values: readonly V[]) => number,
  what: string,
): Estimate {
  const n = values.length;
  const value = n === 0 ? Number.NaN : statistic(values);
  return withInterval(value, n, what, () => bootstrap([values], ([drawn = []]) => statistic(drawn)));
}

/** A mean with Student's interval, kept inside what is possible. */
export function meanEstimate(
  { mean, standardError }: RestrictedMean,
  n: number,
  what: string,
  possible: Interval,
  degreesOfFreedom = n - 1,
): Estimate {
  return withInterval(mean, n, what, () => {
    const { low, high } = student(mean, standardError, degreesOfFreedom);
    const inside = (x: number) => clamp(x, possible.low, possible.high);
    // No spread, no interval: Student's factor times zero would claim certainty.
    return standardError > 0 ? { low: inside(low), high: inside(high) } : { low: mean, high: mean };
  });
}

/** The estimate; an interval of no width is none, for it would claim what few values cannot show. */
export function withInterval(value: number, n: number, what: string, interval: () => Interval): Estimate {
  if (n === 0) return { value: Number.NaN, n, reason: `there is no ${what}` };
  if (n === 1) return { value, n, reason: `only one ${what}` };
  const { low, high } = interval();
  return low < high
    ? { value, n, interval: { low, high } }
    : { value, n, reason: `the ${n} ${what}s show no spread` };
}
