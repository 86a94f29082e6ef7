import type { Measured } from "../interp/index.js";
import type { Norms, Real } from "./link.js";

/**
 * The L2 norm of values, summed in float64. Finite values have a finite norm, and values that are not all zero a norm
 * above zero: where squares would overflow or underflow, the values are scaled by a power of two first.
 */
export function norm(values: Real): number {
  return norms((scale) => {
    let squares = 0;
    let largest = 0;
    for (let i = 0; i < values.length; i++) {
      const v = scale * (values[i] as number);
      squares += v * v;
      largest = Math.max(largest, Math.abs(v));
    }
    return { squares: Float64Array.of(squares), largest: Float64Array.of(largest / scale) };
  }).norm;
}

/** The norms of tensors, with the same promise, from what measures them at a scale. */
export function norms(measure: (scale: number) => Measured): Norms {
  const { squares, largest } = measure(1);
  const tensors = squares.map((sum, i) => {
    const top = largest[i] ?? Number.NaN;
    if ((sum < 1e300 && sum > 1e-280) || Number.isNaN(sum)) return Math.sqrt(sum);
    if (top === 0 || !Number.isFinite(top)) return top;
    const scale = 2 ** Math.max(-1022, Math.min(1023, -Math.floor(Math.log2(top))));
    return Math.sqrt(measure(scale).squares[i] ?? Number.NaN) / scale;
  });
  const [first = 0] = tensors;
  return {
    norm: tensors.length < 2 ? first : norm(tensors),
    tensors,
    largest: largest.reduce((top, v) => Math.max(top, v), 0),
  };
}
