import { type Network, parameters, resolve } from "../ir/index.js";
import type { Experiment } from "./experiment.js";
import { refuse } from "./input.js";
import type { Task } from "./task.js";

const GB = 1e9;

/**
 * About how many bytes a run takes: parameters (first values, engine, packed copy, gradients, two moments), every
 * named value of every step and its cotangent, one batch. Computed from sizes alone; nothing is allocated.
 */
export function memoryNeeded(experiment: Experiment, task: Task, network: Network): number {
  const bytes = experiment.precision === "float64" || experiment.backend === "interp" ? 8 : 4;
  const count = parameters(network).reduce((n, p) => n + p.size, 0);
  const T = experiment.unroll === "full" ? task.steps : Math.min(experiment.unroll, task.steps);
  const perStep = resolve(network).reduce((n, { cell, dims, name }) => {
    const size = (shape: readonly string[]) => shape.reduce((product, d) => product * (dims[d] ?? 1), 1);
    const values = Object.values(cell.values).reduce((sum, { shape }) => sum + size(shape), 0);
    const steps = name === "readout" && task.readout === "last" ? 1 / T : 1;
    return n + 2 * values * steps;
  }, 0);
  const data = task.steps * (task.input + (task.readout === "every" ? task.output + 1 : 0));
  const sequences = experiment.batch + (experiment.data === "fresh" ? 0 : experiment.data);
  return count * (8 + 5 * bytes) + T * experiment.batch * perStep * bytes + sequences * data * 8;
}

/** Throws BadInput when a run would not fit into so many bytes. */
export function requireMemory(experiment: Experiment, task: Task, network: Network, available: number): void {
  const needed = memoryNeeded(experiment, task, network);
  if (needed <= available) return;
  const show = (n: number) => `${(n / GB).toPrecision(3)} GB`;
  refuse(
    `A run must fit into the memory, ${show(available)}, but this one needs about ${show(needed)}; lower hidden, ` +
      "batch, the task's length or unroll.",
  );
}
