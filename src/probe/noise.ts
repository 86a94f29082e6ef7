import type { NoiseProbe } from "./probe.js";

type Numbers = ArrayLike<number>;

/**
 * Noise of the gradient over the batch, from the mean gradients of its two halves: their difference has the variance
 * tr Σ (1/n + 1/m), and their inner product the mean ‖G‖². Cost: one more forward and backward pass, of one half.
 *
 * Source  McCandlish et al. 2018, "An Empirical Model of Large-Batch Training", sec. 2.2 and appendix A.1: the simple noise
 *         scale tr Σ / ‖G‖² from gradients at two batch sizes; here from two disjoint halves, which needs no second size.
 * @param n @param m sequences of either half
 */
export function noiseOf(first: Numbers, second: Numbers, n: number, m: number): NoiseProbe {
  return noiseWithin(first, second, 0, n, m);
}

/** The same from the gradient of one half and that of both, of which the first half is the given share. */
export function noiseWithin(first: Numbers, whole: Numbers, share: number, n: number, m: number): NoiseProbe {
  let [a, b, ab] = [0, 0, 0];
  for (let i = 0; i < first.length; i++) {
    const x = first[i] ?? Number.NaN;
    const y = ((whole[i] ?? Number.NaN) - share * x) / (1 - share);
    a += x * x;
    b += y * y;
    ab += x * y;
  }
  const spread = (a + b - 2 * ab) / (1 / n + 1 / m);
  const signal = Math.max(0, ab);
  return {
    meanToStd: Math.sqrt((signal * (n + m)) / spread),
    scale: spread / signal,
    cosine: ab / Math.sqrt(a * b),
  };
}
