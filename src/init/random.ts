import type { Stream } from "../rng/index.js";
import { type Initialiser, requireFrom, rounding, wrongLength } from "./initialiser.js";

/** A distribution of independent values, with the moments that prove it. */
export interface Distribution {
  draw(stream: Stream): number;
  readonly mean: number;
  readonly variance: number;
  /** Fourth central moment over the squared variance: 3 for normal, 9/5 for uniform. */
  readonly kurtosis: number;
  /** No value is farther from the mean. */
  readonly reach: number;
  /** Applied to a value before the moments are taken, where they are known only of a function of it. */
  readonly view?: (value: number) => number;
}

/** How many standard errors a moment may be off: by chance this happens once in about 10^8 draws. */
const Z = 6;

/** Independent values from one distribution, which may depend on the shape. */
export function random(name: string, of: (rows: number, cols: number) => Distribution): Initialiser {
  return Object.freeze({
    name,
    draw(rows: number, cols: number, stream: Stream) {
      const distribution = of(rows, cols);
      const values = new Float64Array(rows * cols);
      for (let i = 0; i < values.length; i++) values[i] = distribution.draw(stream);
      return values;
    },
    check(values: ArrayLike<number>, rows: number, cols: number) {
      if (values.length !== rows * cols) return wrongLength(values, rows, cols);
      return momentsDiffer(values, of(rows, cols));
    },
  });
}

/**
 * Compares range, mean and variance with those promised. The bound on the variance is the chi-square tail of Laurent
 * & Massart 2000: √(κ − 1)·z/√n + z²/n, whose second term makes it true for few values, too.
 */
export function momentsDiffer(values: ArrayLike<number>, expected: Distribution): string | undefined {
  const { mean, variance, kurtosis, reach, view = (value) => value } = expected;
  const n = values.length;
  const slack = rounding * (Math.abs(mean) + Math.sqrt(variance));
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const off = view(values[i] ?? Number.NaN) - mean;
    // Written so that NaN fails.
    if (!(Math.abs(off) <= reach + slack)) return `value ${i} is ${values[i]}, out of range`;
    sum += off;
    squares += off * off;
  }
  const meanBound = Z * Math.sqrt(variance / n) + slack;
  if (Math.abs(sum / n) > meanBound)
    return `the mean of ${n} values is ${sum / n + mean}, not ${mean} ± ${meanBound}`;
  const varianceBound = variance * (Z * Math.sqrt((kurtosis - 1) / n) + Z ** 2 / n) + slack ** 2;
  if (Math.abs(squares / n - variance) > varianceBound)
    return `the variance of ${n} values is ${squares / n}, not ${variance} ± ${varianceBound}`;
  return undefined;
}

/** N(0, std²). */
export function normalOf(std: number): Distribution {
  const draw = (stream: Stream) => std * stream.normal();
  return { draw, mean: 0, variance: std ** 2, kurtosis: 3, reach: Infinity };
}

/** U(low, high). */
export function uniformOf(low: number, high: number): Distribution {
  return {
    draw: (stream) => low + (high - low) * stream.uniform(),
    mean: (low + high) / 2,
    variance: (high - low) ** 2 / 12,
    kurtosis: 9 / 5,
    reach: (high - low) / 2,
  };
}

/** Normal values with mean 0. Throws RangeError for a std that is negative or not finite. */
export function normal(std: number): Initialiser {
  requireFrom(0, "std", std);
  return random(`normal std ${std}`, () => normalOf(std));
}

/** Uniform values in [−bound, bound). Throws RangeError for a bound that is negative or not finite. */
export function uniform(bound: number): Initialiser {
  requireFrom(0, "bound", bound);
  return random(`uniform ±${bound}`, () => uniformOf(-bound, bound));
}
