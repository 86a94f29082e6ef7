import { cells } from "../cells/index.js";
import {
  BadInput,
  type Experiment,
  findCriterion,
  hiddenForParameters,
  network,
  parameterCount,
  parseExperiment,
  refuse,
  type Task,
} from "../lab/index.js";
import { isPlain, type Plain, setAt, withoutAt } from "./path.js";
import { type Setting, settingName } from "./setting.js";
import { withoutShorthands } from "./shorthand.js";

/** Makes the task that an experiment names. Throws RangeError with one sentence. */
export type MakeTask = (name: string, options: Plain) => Task;

/**
 * The setting of these values over a base. Values that say nothing about its cells are dropped.
 *
 * @throws BadInput or RangeError with one sentence when it does not fit its task
 */
export function settingOf(base: Plain, values: Plain, makeTask: MakeTask): Setting {
  const input = Object.entries(values).reduce(
    (made, [name, value]) => setAt(made, name.split("."), value),
    base,
  );
  if (isIdle(input)) {
    const { "init.forgetBias": _, ...others } = values;
    return settingOf(withoutAt(base, ["init", "forgetBias"]), others, makeTask);
  }
  const task = taskOf(input, makeTask);
  const experiment = parseExperiment({
    ...withoutShorthands(input),
    task: { ...task.options, name: task.name },
  });
  findCriterion(experiment, task);
  network(experiment, task);
  return { name: settingName(values, experiment), values, experiment };
}

/** The task that an experiment, or what is to become one, names. */
export function taskOf({ task }: Plain, makeTask: MakeTask): Task {
  const { name, ...options } = isPlain(task) ? task : {};
  if (typeof name !== "string") return refuse("a run needs a task; write task: { name: adding }.");
  return makeTask(name, options);
}

/** A forget bias for cells without a gate that keeps memory changes nothing. */
function isIdle(input: Plain): boolean {
  if (!isPlain(input.init) || input.init.forgetBias === undefined) return false;
  const { layers } = withoutShorthands(input);
  const names = Array.isArray(layers) ? layers.map((layer) => (isPlain(layer) ? layer.cell : undefined)) : [];
  return names.every(
    (name) => typeof name === "string" && cells[name] !== undefined && cells[name].memory.keep === undefined,
  );
}

/** The settings with hidden sizes that give every one as nearly as possible as many parameters as the first has. */
export function ofEqualSize(settings: readonly Setting[], makeTask: MakeTask): Setting[] {
  const [first] = settings;
  if (!first) return [];
  const taskFor = ({ task }: Experiment) => taskOf({ task }, makeTask);
  const target = parameterCount(first.experiment, taskFor(first.experiment));
  return settings.map(({ values, experiment: given }) => {
    const { hidden } = hiddenForParameters(given, taskFor(given), target);
    const experiment = { ...given, layers: given.layers.map((layer) => ({ ...layer, hidden })) };
    const all = { ...values, hidden };
    return { name: settingName(all, experiment), values: all, experiment };
  });
}

/** Whether an error says that what was asked for cannot be. */
export function isRefusal(e: unknown): e is Error {
  return e instanceof BadInput || e instanceof RangeError;
}
