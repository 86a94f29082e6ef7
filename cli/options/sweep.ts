import { type Command, Option } from "commander";
import type { TaskFamily } from "../../src/lab/index.js";
import { showPath } from "../../src/lab/index.js";
import type { Source } from "../../src/sweep/index.js";
import type { GivenFront } from "../sweep/front.js";
import { addExperiment, type ExperimentOption, experimentOptions, flagOf } from "./experiment.js";
import { whole } from "./number.js";
import { layersOf } from "./record.js";
import { addStore } from "./store.js";
import { addTaskOptions, taskOptions } from "./task.js";

/** Options of a command that takes several settings. */
export interface GivenSweep extends GivenFront {
  readonly seeds?: number;
  readonly fair?: string;
  readonly tune?: readonly string[];
  readonly trials?: number;
}

type Given = Readonly<Record<string, unknown>> & GivenSweep;

const TRIALS = 8;

/** Adds every option of an experiment, which may be lists, and those of the runs. */
export function addSweep(command: Command, family: TaskFamily | undefined): void {
  addTaskOptions(command, family, true);
  addExperiment(command, { groups: ["Network", "Initialisation", "Training", "Machine"], many: true });
  const collect = (text: string, before: readonly string[] = []) => [...before, text];
  const group = "Runs:";
  const options = [
    new Option(
      "--seeds <n>",
      "runs of every setting, the same seeds for all, from --seed on (default: 3)",
    ).argParser(whole("--seeds", 1, 10_000)),
    new Option(
      "--fair <what>",
      "parameters: solve the hidden sizes, so that all settings have as many as the first",
    ),
    new Option(
      "--tune <name=min..max>",
      "tune this for every setting by itself, with equal budgets; may be repeated",
    ).argParser(collect),
    new Option("--trials <n>", `runs that tune a setting (default: ${TRIALS})`).argParser(
      whole("--trials", 1, 10_000),
    ),
  ];
  for (const option of options) command.addOption(option.helpGroup(group));
}

/** Adds the options of every command that carries out several runs. */
export function addFront(command: Command): void {
  command.addOption(
    new Option("--workers <n>", "runs at a time (default: one a processor)").argParser(
      whole("--workers", 1, 1024),
    ),
  );
  addStore(command);
  command
    .option("--no-store", "store nothing: an interrupted sweep begins anew")
    .option("--json", "print one outcome a line, and nothing else")
    .option("--quiet", "show no progress");
}

/** The description of a sweep that options are short for, as a file would have it. */
export function sweepInput(family: TaskFamily, given: Given): Readonly<Record<string, unknown>> {
  const experiment: Record<string, unknown> = {};
  const vary: Record<string, unknown> = {};
  const task: Record<string, unknown> = { name: family.name };
  const put = (into: Record<string, unknown>, key: string, axis: string, value: unknown) => {
    if (value === undefined) return;
    if (Array.isArray(value) && value.length > 1) vary[axis] = value;
    else into[key] = Array.isArray(value) ? value[0] : value;
  };
  for (const option of experimentOptions) {
    const { key } = flagOf(option);
    const axis = axisOf(option);
    if (key === "stop") {
      if (given.stop === false) experiment.stopWhenSolved = false;
    } else if (key === "layers") {
      if (given.layers !== undefined) experiment.layers = layersOf(given);
    } else if (axis.includes(".")) {
      const [outer = "", inner = ""] = axis.split(".");
      const into = { ...(experiment[outer] as Record<string, unknown> | undefined) };
      put(into, inner, axis, given[key]);
      if (Object.keys(into).length > 0) experiment[outer] = into;
    } else put(experiment, axis, axis, given[key]);
  }
  for (const { name } of taskOptions(family)) put(task, name, `task.${name}`, given[name]);
  const { seeds, fair, tune, trials = TRIALS } = given;
  return {
    experiment: { task, ...experiment },
    ...(Object.keys(vary).length > 0 && { vary }),
    ...(seeds !== undefined && { seeds }),
    ...(fair !== undefined && { fair }),
    ...(tune && { tune: { n: trials, vary: Object.fromEntries(tune.map((text) => tuned(text, family))) } }),
  };
}

/** "cell", "lr", "init.preset": what a sweep file calls an option. */
function axisOf(option: ExperimentOption): string {
  return option.path?.replace(/^layers\./, "") ?? flagOf(option).key;
}

/** `lr=0.0001..0.1`: a range, by equal factors where it spans ten or more; `clip=none|1`: a list. */
function tuned(text: string, family: TaskFamily): [string, unknown] {
  const [flag = "", values = ""] = text.split("=");
  const option = experimentOptions.find((one) => flagOf(one).flag === `--${flag}`);
  const isTask = taskOptions(family).some(({ name }) => name === flag);
  if ((!option && !isTask) || values === "")
    throw new RangeError(
      `--tune must be an option's name with a range or a list, but it was ${JSON.stringify(text)}; write e.g. lr=0.0001..0.1 or clip=none|1.`,
    );
  const axis = option ? axisOf(option) : `task.${flag}`;
  const [min, max] = values.split("..").map(Number);
  if (min !== undefined && max !== undefined && values.includes(".."))
    return [axis, { min, max, scale: min > 0 && max >= 10 * min ? "log" : "linear" }];
  return [axis, values.split("|").map((value) => (Number.isNaN(Number(value)) ? value : Number(value)))];
}

/** Names mistakes by the options that they came from. */
export const optionSource: Source = {
  place: () => "",
  name: (path) => {
    const [part = "", ...rest] = path;
    if (part === "seeds" || part === "fair") return `--${part}`;
    if (part === "tune") return rest[0] === "n" ? "--trials" : "--tune";
    const field = showPath(rest.filter((key) => typeof key === "string" || key === undefined)).replace(
      /^layers\./,
      "",
    );
    const option = experimentOptions.find((one) => axisOf(one) === field);
    if (option) return flagOf(option).flag;
    return field.startsWith("task.") ? `--${field.slice("task.".length)}` : showPath(path);
  },
};
