import type { Real } from "../engine/index.js";
import type { Parameter } from "../ir/index.js";
import { distributionOf } from "./distribution.js";
import type { TensorProbe } from "./probe.js";

/** L2 norm of every parameter tensor. */
export const tensorNorms = (parameters: readonly Parameter[], params: Real): number[] =>
  parameters.map((p) => Math.sqrt(squares(part(params, p))));

/**
 * Every parameter tensor with its gradient and its update. Cost: about seven passes over the parameters.
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
    const moved = movedBy(part(updated, p), values);
    const [weights, gradients] = [distributionOf(values, 1), distributionOf(gradient, 1)];
    return {
      name: p.name,
      norm: weights.norm,
      maxAbs: sizes(values).greatest,
      growth: weights.norm / (initial[i] ?? Number.NaN),
      gradNorm: gradients.norm,
      meanAbsGrad: sizes(gradient).mean,
      shareOfZeroGrads: gradients.zeros,
      updateRatio: moved.norm === 0 ? 0 : moved.norm / weights.norm,
      maxAbsUpdate: moved.greatest,
      weights,
      gradients,
    };
  });
}

const part = (from: Real, { offset, size }: Parameter): Real => from.subarray(offset, offset + size);

function squares(values: Real): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] ?? Number.NaN) ** 2;
  return sum;
}

function movedBy(after: Real, before: Real): { norm: number; greatest: number } {
  let [sum, greatest] = [0, 0];
  for (let i = 0; i < after.length; i++) {
    const by = Math.abs((after[i] ?? Number.NaN) - (before[i] ?? Number.NaN));
    sum += by * by;
    if (by > greatest) greatest = by;
  }
  return { norm: Math.sqrt(sum), greatest: Number.isNaN(sum) ? sum : greatest };
}

function sizes(values: Real): { greatest: number; mean: number } {
  let [greatest, sum] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] ?? Number.NaN);
    sum += size;
    if (size > greatest) greatest = size;
  }
  return { greatest: Number.isNaN(sum) ? sum : greatest, mean: sum / values.length };
}
