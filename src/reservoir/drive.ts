import { esn, esnLinear, readouts } from "../cells/index.js";
import { compile, type Engine } from "../engine/index.js";
import { cycle, type Initialiser, orthogonal, sparseSpectral, uniform } from "../init/index.js";
import { stream } from "../rng/index.js";
import type { Reservoir } from "./description.js";

/** An engine that runs the reservoir from zero, its parameters drawn from the streams of the seed. float64. */
export async function reservoirEngine(
  reservoir: Reservoir,
  { T, B, input }: { readonly T: number; readonly B: number; readonly input: number },
): Promise<Engine> {
  const { units: H, activation, leak, inputScale, biasScale, seed } = reservoir;
  const cell = activation === "tanh" ? esn : esnLinear;
  const engine = await compile(
    // The readout is solved for elsewhere, from the states; this one is there because a network has one.
    { input, layers: [{ cell, dims: { H } }], readout: { cell: readouts.mse, on: "last", size: 1 } },
    { T, B },
    { precision: "float64", backend: "auto" },
  );
  const drawn: Readonly<Record<string, Initialiser>> = {
    W: uniform(inputScale),
    U: matrixOf(reservoir),
    b: uniform(biasScale),
  };
  for (const { local, rows, cols, offset } of engine.parameters) {
    const values = drawn[local]?.draw(rows, cols, stream(seed, "reservoir", local));
    if (values) engine.params.set(values, offset);
    else engine.params[offset] = local === "a" ? leak : 0;
  }
  return engine;
}

function matrixOf({ matrix, radius, density }: Reservoir): Initialiser {
  if (matrix === "sparse") return sparseSpectral(radius, density);
  return matrix === "cycle" ? cycle(radius) : orthogonal(radius);
}
