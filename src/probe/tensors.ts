import type { Parameter } from "../ir/index.js";
import { distributionOf } from "./distribution.js";
import type { TensorProbe } from "./probe.js";

type Numbers = ArrayLike<number>;

/** L2 norm of every parameter tensor. */
export const tensorNorms = (parameters: readonly Parameter[], params: Numbers): number[] =>
  parameters.map((p) => Math.sqrt(squares(part(params, p))));

/**
 * Every parameter tensor with its gradient and its update. Cost: about ten passes over the parameters.
 *
 * @param updated the parameters after the next update
 * @param initial norm of every tensor at step 0
 */
export function tensorProbes(
  parameters: readonly Parameter[],
  params: Numbers,
  grads: Numbers,
  updated: Numbers,
  initial: readonly number[],
): TensorProbe[] {
  return parameters.map((p, i) => {
    const [values, gradient] = [part(params, p), part(grads, p)];
    const change = part(updated, p).map((v, j) => v - (values[j] ?? Number.NaN));
    const norm = Math.sqrt(squares(values));
    const moved = Math.sqrt(squares(change));
    const gradients = distributionOf(gradient, 1);
    return {
      name: p.name,
      norm,
      maxAbs: greatest(values),
      growth: norm / (initial[i] ?? Number.NaN),
      gradNorm: gradients.norm,
      meanAbsGrad: gradient.reduce((sum, g) => sum + Math.abs(g), 0) / p.size,
      shareOfZeroGrads: gradients.zeros,
      updateRatio: moved === 0 ? 0 : moved / norm,
      maxAbsUpdate: greatest(change),
      weights: distributionOf(values, 1),
      gradients,
    };
  });
}

const part = (from: Numbers, { offset, size }: Parameter): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => from[offset + i] ?? Number.NaN);

const squares = (values: Float64Array): number => values.reduce((sum, v) => sum + v * v, 0);

const greatest = (values: Float64Array): number => values.reduce((top, v) => Math.max(top, Math.abs(v)), 0);
