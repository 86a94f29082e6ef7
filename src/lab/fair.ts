import type { Cell } from "../ir/index.js";
import type { Experiment } from "./experiment.js";
import type { Task } from "./task.js";

/** The hidden size found, and the parameters that the whole network has with it. */
export interface FairSize {
  readonly hidden: number;
  readonly parameters: number;
}

/** The hidden size, the same in every layer, with which the network has as nearly as possible `target` parameters. */
export function hiddenForParameters(
  _experiment: Experiment,
  _task: Task,
  _target: number,
  _own: Readonly<Record<string, Cell>> = {},
): FairSize {
  throw new Error("not written yet");
}
