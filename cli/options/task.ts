import { type Command, Option } from "commander";
import type { Task, TaskFamily } from "../../src/lab/index.js";
import { families, makeTask } from "../../tasks/index.js";
import { number } from "./number.js";
import { type Field, fieldsOf } from "./schema.js";

/** One option of a task family, as its schema says. */
export interface TaskOption {
  readonly name: string;
  readonly flags: string;
  readonly text: string;
  readonly isNumber: boolean;
}

/** The options of a family with their ranges and defaults. */
export function taskOptions(family: TaskFamily): readonly TaskOption[] {
  return [...fieldsOf(family.options)].map(([name, field]) => {
    const { isNumber } = field;
    return { name, flags: `--${name} <${isNumber ? "n" : "name"}>`, text: textOf(field), isNumber };
  });
}

function textOf({ description, minimum, maximum, default: value }: Field): string {
  const range = minimum === undefined || maximum === undefined ? [] : [`${minimum} to ${maximum}`];
  const facts = [...range, ...(value === undefined ? [] : [`default: ${value}`])].join("; ");
  return description + (facts && ` (${facts})`);
}

/** The family that the words of a command line name, if they name one. */
export function familyIn(argv: readonly string[]): TaskFamily | undefined {
  const name = argv.find((word) => Object.hasOwn(families, word));
  return name === undefined ? undefined : families[name];
}

/** Adds the argument for the task, and the options of the family that the command line names. */
export function addTask(command: Command, family: TaskFamily | undefined, argument: string): void {
  command.argument(argument, `the task: ${Object.keys(families).join(", ")}`);
  if (!family) return;
  for (const { flags, name, text, isNumber } of taskOptions(family)) {
    const option = new Option(flags, text).helpGroup(`Options of the task ${family.name}:`);
    command.addOption(isNumber ? option.argParser(number(`--${name}`)) : option);
  }
}

/** The task of this name with the options that were given. Throws RangeError with one sentence. */
export function taskFrom(name: string, given: Readonly<Record<string, unknown>>): Task {
  const family = Object.hasOwn(families, name) ? families[name] : undefined;
  const names = family ? taskOptions(family).map((option) => option.name) : [];
  const options = names.flatMap((key) => (given[key] === undefined ? [] : [[key, given[key]] as const]));
  return makeTask(name, Object.fromEntries(options));
}

/** Which options which task has, for the end of a help text; nothing where one task's are listed already. */
export function taskOptionsHelp(family: TaskFamily | undefined): string {
  if (family) return "";
  const longest = Math.max(...Object.keys(families).map(({ length }) => length));
  const lines = Object.values(families).map((one) => {
    const flags = taskOptions(one).map(({ name }) => `--${name}`);
    return `  ${one.name.padEnd(longest)} ${flags.join(", ")}`;
  });
  return `\nOptions of the tasks, explained by hindsight tasks <name>:\n${lines.join("\n")}\n`;
}
