import type { Sequences } from "../src/engine/index.js";
import type { Network } from "../src/ir/index.js";
import { initialParameters, network, parseExperiment, type Task, trainingNoise } from "../src/lab/index.js";
import { stream } from "../src/rng/index.js";
import { makeTask } from "../tasks/index.js";
import type { Shape } from "./shape.js";

/** What is trained: one layer of a cell (and wrappers, as in "lstm zoneout:0.1") on the adding problem, with the parameters and the batch of its first step. */
export interface Subject {
  readonly cell: string;
  readonly shape: Shape;
  readonly network: Network;
  readonly task: Task;
  readonly params: Float64Array;
  readonly batch: Sequences;
}

const SEED = 1;

/**
 * Made as a run with the default options makes it. All numbers are rounded to float32, so that every engine and every
 * library is given the same ones.
 */
export function subject(cell: string, shape: Shape): Subject {
  const { T, B, H } = shape;
  const task = makeTask("adding", { T });
  const [name = "", ...wrap] = cell.split(" ");
  const experiment = parseExperiment({
    task: { ...task.options, name: task.name },
    layers: [{ cell: name, hidden: H, ...(wrap.length > 0 && { wrap: wrap.join(" ") }) }],
    batch: B,
    seed: SEED,
  });
  const net = network(experiment, task);
  const inputs = trainingNoise({ network: net, precision: "float32", B }, SEED)(0, T);
  const { x, target } = task.sample(stream(SEED, "data").split(0), B);
  return {
    cell,
    shape,
    network: net,
    task,
    params: initialParameters(experiment, task, net).values.map(Math.fround),
    // The adding problem has one output, scored once: the mean over the batch is the mean squared error.
    batch: {
      T,
      x: x.map(Math.fround),
      target: target.map(Math.fround),
      weight: new Float64Array(B).fill(1 / B),
      ...(inputs && { inputs }),
    },
  };
}

/** The first steps of the same sequences, with the same targets: as much work as is asked for, and at least two steps. */
export function shortened({ batch }: Subject, steps: number): Sequences {
  const T = Math.min(batch.T, Math.max(2, Math.floor(steps)));
  const cut = (values: ArrayLike<number>) => Array.from(values).slice(0, (values.length / batch.T) * T);
  const inputs = batch.inputs?.map((of) =>
    Object.fromEntries(Object.entries(of).map(([n, v]) => [n, cut(v)])),
  );
  return { ...batch, T, x: cut(batch.x), ...(inputs && { inputs }) };
}
