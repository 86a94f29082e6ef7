import { describe, expect, it } from "vitest";
import * as dense from "../../src/cells/dense.js";
import { meanSquaredError } from "../../src/cells/index.js";
import { compile } from "../../src/engine/index.js";

/** Activation and slope as the papers write them. */
const laws: Readonly<Record<string, readonly [f: (z: number) => number, slope: (z: number) => number]>> = {
  "dense-linear": [(z) => z, () => 1],
  "dense-sigmoid": [(z) => 1 / (1 + Math.exp(-z)), (z) => 1 / (2 + Math.exp(z) + Math.exp(-z))],
  "dense-tanh": [Math.tanh, (z) => 1 - Math.tanh(z) ** 2],
  "dense-relu": [(z) => Math.max(0, z), (z) => (z > 0 ? 1 : 0)],
  "dense-leaky-relu": [(z) => (z > 0 ? z : 0.01 * z), (z) => (z > 0 ? 1 : 0.01)],
  "dense-prelu": [(z) => (z > 0 ? z : 0.25 * z), (z) => (z > 0 ? 1 : 0.25)],
  "dense-elu": [(z) => (z > 0 ? z : Math.expm1(z)), (z) => (z > 0 ? 1 : Math.exp(z))],
  "dense-selu": [
    (z) => 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * Math.expm1(z)),
    (z) => 1.0507009873554805 * (z > 0 ? 1 : 1.6732632423543772 * Math.exp(z)),
  ],
  // Φ by the trapezoid rule: the paper's own form, which the one with tanh approximates within 5e-4.
  "dense-gelu": [
    (z) => z * normalCdf(z),
    (z) => normalCdf(z) + (z * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI),
  ],
};

function normalCdf(z: number): number {
  const n = 2000;
  let area = 0;
  for (let i = 0; i < n; i++) {
    const t = (z * (i + 0.5)) / n;
    area += (Math.exp((-t * t) / 2) * z) / n;
  }
  return 0.5 + area / Math.sqrt(2 * Math.PI);
}

const points = [-800, -20, -3, -0.7, -1e-3, 1e-3, 0.7, 3, 20, 800];

/** Every activation at z, and its slope there, through an engine: W = 1, b = 0. */
async function at(cell: (typeof dense)[keyof typeof dense], z: readonly number[]) {
  const B = z.length;
  const readout = { cell: meanSquaredError, on: "last", size: 1 } as const;
  const engine = await compile(
    { input: 1, layers: [{ cell, dims: { H: 1 } }], readout },
    { T: 1, B },
    { backend: "interp", inputGradient: true },
  );
  for (const { local, offset } of engine.parameters)
    engine.params[offset] = { W: 1, a: 0.25, V: 1 }[local] ?? 0;
  const forward = engine.forward({
    T: 1,
    x: z,
    target: new Float64Array(B),
    weight: new Float64Array(B).fill(1),
  });
  const y = forward.outputs();
  const back = engine.backward();
  const arriving = back.arriving(0);
  const dx = back.inputGradient();
  return { y, arriving, slopes: dx.map((d, i) => d / (arriving[i] ?? Number.NaN)) };
}

describe.each(Object.values(dense))("$name", (cell) => {
  it("has the values and the slopes of its definition, far out too", async () => {
    const [f, slope] = laws[cell.name] ?? [];
    if (!f || !slope) throw new Error(`no definition of ${cell.name}`);
    const { y, arriving, slopes } = await at(cell, points);
    const bound = cell.name === "dense-gelu" ? 1.2e-3 : 1e-12;
    for (const [i, z] of points.entries()) {
      expect(Math.abs((y[i] ?? Number.NaN) - f(z)), `f(${z})`).toBeLessThanOrEqual(bound);
      if (arriving[i] === 0 || Math.abs(z) > 700) continue;
      expect(Math.abs((slopes[i] ?? Number.NaN) - slope(z)), `f'(${z})`).toBeLessThanOrEqual(bound);
    }
  });
});

it("at exactly 0, ELU and SELU have the slope from above", async () => {
  const one = async (cell: typeof dense.denseElu) => {
    const engine = await compile(
      {
        input: 1,
        layers: [{ cell, dims: { H: 1 } }],
        readout: { cell: meanSquaredError, on: "last", size: 1 },
      },
      { T: 1, B: 1 },
      { backend: "interp", inputGradient: true },
    );
    for (const { local, offset } of engine.parameters) engine.params[offset] = { W: 1, V: 1 }[local] ?? 0;
    engine.forward({ T: 1, x: [0], target: [-0.5], weight: [1] }); // dL/dy = 2 · (0 + 0.5) = 1
    return engine.backward().inputGradient()[0];
  };
  expect(await one(dense.denseElu)).toBe(1);
  expect(await one(dense.denseSelu)).toBeCloseTo(1.0507009873554805, 12);
});
