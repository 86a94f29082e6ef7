import { type Cell, parameters } from "../ir/index.js";
import type { Experiment } from "./experiment.js";
import { refuse, shown } from "./input.js";
import { network } from "./network.js";
import type { Task } from "./task.js";

/** The most hidden units that an experiment may have. */
const LARGEST = 65_536;

/** The hidden size found, and the parameters that the whole network then has. */
export interface FairSize {
  readonly hidden: number;
  readonly parameters: number;
}

/** The parameters of an experiment's whole network, readout included. */
export function parameterCount(
  experiment: Experiment,
  task: Task,
  own: Readonly<Record<string, Cell>> = {},
): number {
  return parameters(network(experiment, task, own)).reduce((sum, { size }) => sum + size, 0);
}

/**
 * The hidden size, the same in every layer, with which an experiment's network comes nearest to `target` parameters
 * (the smaller of two as near): with it, cells with one and with four matrices can be compared at equal cost. The
 * count is taken from the network itself and grows with the hidden size, so halving finds it.
 *
 * @throws BadInput for a target that is no number of parameters or beyond what the largest hidden size gives, and
 *         where the hidden size has no say (dims: { H: ... })
 */
export function hiddenForParameters(
  experiment: Experiment,
  task: Task,
  target: number,
  own: Readonly<Record<string, Cell>> = {},
): FairSize {
  if (!Number.isSafeInteger(target) || target < 1)
    refuse(
      `The number of parameters to match must be a whole number from 1, but it was ${shown(target)}; write e.g. 10000.`,
    );
  const sized = (hidden: number): FairSize => {
    const layers = experiment.layers.map((layer) => ({ ...layer, hidden }));
    return { hidden, parameters: parameterCount({ ...experiment, layers }, task, own) };
  };
  let [below, above] = [sized(1), sized(LARGEST)];
  if (below.parameters === above.parameters)
    refuse(
      "The hidden size must decide how many parameters there are, but in this network it changes nothing; leave the output's dimension out of dims.",
    );
  if (target > above.parameters)
    refuse(
      `The number of parameters to match must be at most ${above.parameters}, what ${LARGEST} hidden units give, but it was ${target}; write a smaller number.`,
    );
  while (above.hidden - below.hidden > 1) {
    const middle = sized((below.hidden + above.hidden) >> 1);
    if (middle.parameters <= target) below = middle;
    else above = middle;
  }
  return above.parameters - target < target - below.parameters ? above : below;
}
