/** So many steps in a row must be beyond hope: with clipping, single spikes of any height are climbed down from. */
const PATIENCE = 10;
/** Beyond hope: this many times the loss of knowing nothing. */
const FACTOR = 1e4;

/** Tells a run that will not come back. Asked once a step, before the update. */
export interface DivergenceWatch {
  /** Where and what went wrong, or undefined. `step` counts from 1. */
  check(step: number, loss: number, gradientNorm: number): string | undefined;
}

/**
 * A run has diverged when its loss or gradient is not finite, or when its loss stays above 10⁴ times the larger of
 * baseline and first loss for 10 steps. (Adam's steps are bounded: with a huge learning rate it never overflows.)
 */
export function divergenceWatch(baseline: number): DivergenceWatch {
  let limit: number | undefined;
  let beyond = 0;
  return {
    check(step, loss, gradientNorm) {
      if (!Number.isFinite(loss)) return `the loss of step ${step} is ${loss}`;
      if (!Number.isFinite(gradientNorm)) return `the gradient norm of step ${step} is ${gradientNorm}`;
      limit ??= FACTOR * Math.max(baseline, loss);
      beyond = loss > limit ? beyond + 1 : 0;
      if (beyond < PATIENCE) return undefined;
      const since = step - PATIENCE + 1;
      return `the loss stayed above ${limit.toPrecision(3)} from step ${since} to step ${step}, where it is ${loss.toPrecision(3)}`;
    },
  };
}

/** Gradients beyond this have a square that the format cannot hold. */
const UNSQUARABLE = { float32: 2 ** 64, float64: 2 ** 512 } as const;

/**
 * The reason when an optimiser's array is not finite after a step, or undefined. Means of squares (Adam, RMSProp) can
 * overflow while the parameters stay finite: they divide by infinity, and what they belong to never moves again.
 * Looked at only where the gradient is long enough for that, so that all other steps have it for a comparison.
 */
export function brokenOptimiser(
  step: number,
  gradientNorm: number,
  precision: "float32" | "float64",
  arrays: readonly ArrayLike<number>[],
  names: readonly string[],
): string | undefined {
  if (gradientNorm < UNSQUARABLE[precision]) return undefined;
  for (const [k, array] of arrays.entries())
    for (let i = 0; i < array.length; i++)
      if (!Number.isFinite(array[i]))
        return `the optimiser's ${names[k] ?? "array"} is ${array[i]} after step ${step}, since the gradient's square is no ${precision} number`;
  return undefined;
}

/** The reason when a parameter is not finite after a step, or undefined. */
export function brokenParameters(step: number, params: ArrayLike<number>): string | undefined {
  for (let i = 0; i < params.length; i++)
    if (!Number.isFinite(params[i])) return `a parameter is ${params[i]} after step ${step}`;
  return undefined;
}
