import { type Interval, Z } from "./interval.js";

/**
 * Wilson's score interval of a share, k of n: all p that lie within z standard errors, taken at p itself, of k / n.
 *
 *   (k + z²/2 ± z √(k (n − k) / n + z²/4)) / (n + z²)
 *
 * It is right for small n, where k / n ± z · se is not: 5 of 5 gives 57-100 %, not 100-100 %.
 *
 * Source  Wilson 1927, "Probable inference, the law of succession, and statistical inference"; recommended for small n
 *         by Brown, Cai & DasGupta 2001.
 */
export function wilson(k: number, n: number): Interval {
  if (n === 0) return { low: 0, high: 1 };
  const centre = k + Z ** 2 / 2;
  const half = Z * Math.sqrt((k * (n - k)) / n + Z ** 2 / 4);
  const scale = n + Z ** 2;
  // Exactly at the ends, where rounding would put them a hair off.
  return { low: k === 0 ? 0 : (centre - half) / scale, high: k === n ? 1 : (centre + half) / scale };
}
