import { compile } from "../engine/index.js";
import { initialise } from "../init/index.js";
import { type Cell, cell, dot, mat, mul, type Network, parameters, scalar, sum, vec } from "../ir/index.js";
import { type LayerProfile, layersOf } from "../probe/index.js";
import { stream } from "../rng/index.js";
import type { Experiment } from "./experiment.js";
import { refuse } from "./input.js";
import { stack } from "./network.js";
import { trainingNoise } from "./noise.js";
import { paramInfos } from "./roles.js";

/**
 * A loss that is linear in what it reads, Σ target · (V·x): with V = I the gradient that it sends into the stack is
 * the target, whatever the stack gives.
 */
const linearLoss: Cell = cell({
  name: "linear-loss",
  title: "a given gradient at the top",
  cite: "none",
  input: { x: vec("X"), target: vec("Y"), weight: scalar() },
  state: {},
  output: "loss",
  params: { V: mat("Y", "X") },
  step({ x, target, weight, V }) {
    const y = dot(V, x);
    return { y, loss: mul(weight, sum(mul(target, y))) };
  },
});

export interface DepthMeasurement {
  /** The input, then every layer. */
  readonly layers: readonly LayerProfile[];
  /** What drew every parameter. */
  readonly initialisers: Readonly<Record<string, string>>;
  readonly backend: string;
}

/**
 * What a fresh feed-forward stack does to signals and to gradients, without any task: its input is as wide as its
 * first layer and drawn from N(0, 1), and so is the gradient that enters at the top. With W = gain · I and no
 * activation, layer l has exactly gain^l of the input's norm, and gain^(L-l) of the top's gradient.
 *
 * Noise is that of the first training step. The experiment's task is not looked at; nor its readout, its chain and its data.
 *
 * @throws BadInput when a layer has a state, or cells, sizes or initialisers do not fit
 */
export async function measureDepth(
  experiment: Experiment,
  options: {
    readonly cells?: Readonly<Record<string, Cell>>;
    readonly notice?: (message: string) => void;
  } = {},
): Promise<DepthMeasurement> {
  const [first, last] = [experiment.layers[0], experiment.layers.at(-1)];
  if (!first || !last) return refuse("A stack has at least one layer, but there was none.");
  const layers = stack(experiment, first.hidden, options.cells);
  for (const [i, { cell: c }] of layers.entries())
    if (Object.keys(c.states).length > 0)
      refuse(
        `layers[${i}] must have no state, but it was "${c.name}", whose gradient goes back through time; write a dense cell, e.g. "dense-tanh".`,
      );
  const width = last.hidden;
  const network: Network = {
    input: first.hidden,
    layers,
    readout: { cell: linearLoss, on: "last", size: width },
  };
  const { seed, batch: B, backend, precision, threads } = experiment;
  const engine = await compile(
    network,
    { T: 1, B },
    { ...options, backend, precision, threads, inputGradient: true },
  );
  try {
    const infos = paramInfos(network);
    const drawn = initialise(infos, experiment.init, { steps: 1 }, stream(seed, "init"));
    for (const [i, { offset, layer, rows, cols }] of parameters(network).entries()) {
      const values = layer === "readout" ? identity(rows, cols) : drawn.values[i];
      if (values) engine.params.set(values, offset);
    }
    const normal = (n: number, ...path: string[]): Float64Array => {
      const from = stream(seed, "depth", ...path);
      return Float64Array.from({ length: n }, () => Math.fround(from.normal()));
    };
    const x = normal(B * network.input, "input");
    const weight = new Float64Array(B).fill(1);
    const inputs = trainingNoise(engine, seed)(0, 1);
    const forward = engine.forward({
      T: 1,
      x,
      target: normal(B * width, "gradient"),
      weight,
      ...(inputs && { inputs }),
    });
    return {
      layers: layersOf(engine, forward, x),
      initialisers: Object.fromEntries(infos.map(({ name }, i) => [name, drawn.names[i] ?? ""]).slice(0, -1)),
      backend: engine.description,
    };
  } finally {
    engine.dispose();
  }
}

const identity = (rows: number, cols: number): Float64Array =>
  Float64Array.from({ length: rows * cols }, (_, i) => (Math.floor(i / cols) === i % cols ? 1 : 0));
