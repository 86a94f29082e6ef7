import type { Real } from "../engine/index.js";
import type { Parameter } from "../ir/index.js";
import { distributionOf } from "./distribution.js";
import type { TensorProbe } from "./probe.js";

/** L2 norm of every parameter tensor. */
export const tensorNorms = (parameters: readonly Parameter[], params: Real): number[] =>
  parameters.map((p) => Math.sqrt(squares(part(params, p))));

/**
 * Every parameter tensor with its gradient and its update. Cost: about ten passes over the parameters.
 *
 * @param updated the parameters after the next update
 * @param initial norm of every tensor at step 0
 */
export function tensorProbes(
  parameters: readonly Parameter[],
  params: Real,
  grads: Real,
  updated: Real,
  initial: readonly number[],
): TensorProbe[] {
  return parameters.map((p, i) => {
    const [values, gradient] = [part(params, p), part(grads, p)];
    const change = part(updated, p);
    for (let j = 0; j < change.length; j++) change[j] = (change[j] ?? Number.NaN) - (values[j] ?? Number.NaN);
    const norm = Math.sqrt(squares(values));
    const moved = Math.sqrt(squares(change));
    const gradients = distributionOf(gradient, 1);
    return {
      name: p.name,
      norm,
      maxAbs: sizes(values).greatest,
      growth: norm / (initial[i] ?? Number.NaN),
      gradNorm: gradients.norm,
      meanAbsGrad: sizes(gradient).mean,
      shareOfZeroGrads: gradients.zeros,
      updateRatio: moved === 0 ? 0 : moved / norm,
      maxAbsUpdate: sizes(change).greatest,
      weights: distributionOf(values, 1),
      gradients,
    };
  });
}

const part = (from: Real, { offset, size }: Parameter): Float64Array =>
  new Float64Array(from.subarray(offset, offset + size));

function squares(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] ?? Number.NaN) ** 2;
  return sum;
}

function sizes(values: Float64Array): { greatest: number; mean: number } {
  let [greatest, sum] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] ?? Number.NaN);
    sum += size;
    if (!(size <= greatest)) greatest = size; // NaN stays NaN
  }
  return { greatest: Number.isNaN(sum) ? sum : greatest, mean: sum / values.length };
}
