import type { Evidence } from "../evidence.js";

/** The smallest mean |dL/dW| of a recurrent matrix, or of any, in the latest probe: what rules over weight gradients look at. */
export function meanAbsGradient({ probe, facts }: Evidence): { name: string; value: number } | undefined {
  const all = (probe?.tensors ?? []).map(({ name, meanAbsGrad }) => ({ name, value: meanAbsGrad }));
  const carried = all.filter(({ name }) => facts.recurrent.includes(name));
  return (carried.length > 0 ? carried : all).sort((a, b) => a.value - b.value)[0];
}
