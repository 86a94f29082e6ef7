import { type Command, Option } from "commander";
import type { Task, TaskFamily } from "../../src/lab/index.js";
import { families, makeTask } from "../../tasks/index.js";
import { list, number, type Reader } from "./number.js";
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

/** Adds the argument for the task, and the options of the family that the command line names; with `many`, they take lists. */
export function addTask(
  command: Command,
  family: TaskFamily | undefined,
  argument: string,
  many = false,
): void {
  taskArgument(command, argument);
  addTaskOptions(command, family, many);
}

export function taskArgument(command: Command, argument: string): void {
  command.argument(argument, `the task: ${Object.keys(families).join(", ")}`);
}

/** Adds the options of a family; with `many`, they take lists. */
export function addTaskOptions(command: Command, family: TaskFamily | undefined, many = false): void {
  if (!family) return;
  for (const { flags, name, text, isNumber } of taskOptions(family)) {
    const flag = `--${name}`;
    const read: Reader<unknown> = isNumber ? number(flag) : (given) => given;
    const option = new Option(flags, text).helpGroup(`Options of the task ${family.name}:`);
    command.addOption(option.argParser(many ? list(flag, read) : read));
  }
}

/** The task of this name with the options that were given. Throws RangeError with one sentence. */
export function taskFrom(name: string, given: Readonly<Record<string, unknown>>): Task {
  const family = Object.hasOwn(families, name) ? families[name] : undefined;
  const names = family ? taskOptions(family).map((option) => option.name) : [];
  const options = names.flatMap((key) => (given[key] === undefined ? [] : [[key, given[key]] as const]));
  return makeTask(name, Object.fromEntries(options));
}

/** A task of several that differ in some options. */
export interface TaskOfMany {
  /** What sets it apart, e.g. "T 50"; empty where there is only one. */
  readonly name: string;
  readonly task: Task;
}

/** The tasks of every combination of the options that were given as lists. Throws RangeError with one sentence. */
export function tasksFrom(name: string, given: Readonly<Record<string, unknown>>): readonly TaskOfMany[] {
  const family = Object.hasOwn(families, name) ? families[name] : undefined;
  const lists = (family ? taskOptions(family) : []).flatMap(({ name: key }) => {
    const values = given[key];
    return Array.isArray(values) ? [{ key, values: [...new Set<unknown>(values)] }] : [];
  });
  const chosen = lists.reduce<readonly Readonly<Record<string, unknown>>[]>(
    (made, { key, values }) => made.flatMap((one) => values.map((value) => ({ ...one, [key]: value }))),
    [given],
  );
  const varied = lists.filter(({ values }) => values.length > 1).map(({ key }) => key);
  return chosen.map((one) => ({
    name: varied.map((key) => `${key} ${String(one[key])}`).join(", "),
    task: taskFrom(name, one),
  }));
}

/** Which options which task has, for the end of a help text; nothing where one task's are listed already. */
export function taskOptionsHelp(family: TaskFamily | undefined): string {
  if (family) return "";
  const longest = Math.max(...Object.keys(families).map((name) => name.length));
  const lines = Object.values(families).map((one) => {
    const flags = taskOptions(one).map(({ name }) => `--${name}`);
    return `  ${one.name.padEnd(longest)} ${flags.join(", ")}`;
  });
  return `\nOptions of the tasks, explained by hindsight tasks <name>:\n${lines.join("\n")}\n`;
}
