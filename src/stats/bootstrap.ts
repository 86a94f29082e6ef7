import { type Stream, stream } from "../rng/index.js";
import { type Interval, LEVEL } from "./interval.js";

const RESAMPLES = 2000;

/**
 * The percentile bootstrap interval of a statistic: it is computed for 2000 samples drawn with replacement from the
 * values, and the middle 95 % of what came out are the interval. Every group (stratum) is drawn from on its own, and
 * keeps its size. A value may be a pair, and pairs then stay together (paired bootstrap).
 *
 * Percentile rather than BCa: BCa corrects for skew with an acceleration estimated by leaving out one value at a time,
 * which for medians and for the 3 to 10 values of a few seeds is noise; the percentile interval never leaves the range
 * of the data and needs no estimate. Its price is known: it is too narrow for few values (n values cannot give one
 * for a median that holds more often than 1 − 2^(1−n)), which `summarise` says. In simulation (normal values, test/
 * stats/coverage.test.ts) that of an interquartile mean holds 87 % of the time for 5 values, 95 % for 20.
 *
 * The draws come from a fixed stream: the same values give the same interval.
 *
 * Source  Efron & Tibshirani 1993, "An introduction to the bootstrap", sections 13.3 and 14.3; stratified as in
 *         Agarwal et al. 2021, section 4.1.
 */
export function bootstrap<V extends number | object>(
  groups: readonly (readonly V[])[],
  statistic: (groups: readonly (readonly V[])[]) => number,
): Interval {
  const source = stream(0, "bootstrap");
  const found = Float64Array.from({ length: RESAMPLES }, () =>
    statistic(groups.map((group) => resampled(group, source))),
  ).sort();
  const beyond = Math.floor(((1 - LEVEL) / 2) * RESAMPLES);
  return { low: found[beyond] ?? Number.NaN, high: found[RESAMPLES - 1 - beyond] ?? Number.NaN };
}

function resampled<V extends number | object>(values: readonly V[], source: Stream): V[] {
  const drawn: V[] = [];
  while (drawn.length < values.length) {
    const value = values[source.int(values.length)];
    if (value !== undefined) drawn.push(value);
  }
  return drawn;
}
