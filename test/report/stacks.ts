import { distributionOf, type LayerProfile } from "../../src/probe/index.js";
import type { DepthCurve } from "../../src/report/index.js";

const UNITS = 16;
const ROWS = 4;

/** Values that look drawn at random. */
const spread = (scale: number, seed: number): Float64Array =>
  Float64Array.from({ length: ROWS * UNITS }, (_, i) => scale * Math.sin(seed + i * i * 0.7) ** 3);

function layer(index: number, signal: number, gradient: number): LayerProfile {
  return {
    layer: index,
    cell: index === 0 ? "input" : "dense-linear",
    signal: distributionOf(spread(signal, 1), ROWS),
    gradient: distributionOf(spread(gradient, 2), ROWS),
    alike: false,
  };
}

const stack = (name: string, depth: number, rate: number): DepthCurve => ({
  name,
  layers: Array.from({ length: depth + 1 }, (_, l) => layer(l, rate ** l, rate ** (depth - l))),
});

export const stacks = [
  stack("linear, gain 2", 60, 2),
  stack("linear, gain 0.5", 60, 0.5),
  stack("tanh", 60, 0.99),
];

/** A stack whose signal overflows at layer 3, whose gradient dies below it, and whose units are all alike there. */
export const broken: DepthCurve = {
  name: "broken",
  layers: [0, 1, 2, 3, 4].map((l) => ({
    ...layer(l, l < 3 ? 1e5 ** l : Number.POSITIVE_INFINITY, l < 2 ? 0 : 1),
    alike: l > 1,
  })),
};
