import { type Command, Option } from "commander";
import { z } from "zod";
import type { Task, TaskFamily } from "../../src/lab/index.js";
import { families, makeTask } from "../../tasks/index.js";
import { number } from "./number.js";

/** One option of a task family, as its schema says. */
export interface TaskOption {
  readonly name: string;
  readonly flags: string;
  readonly text: string;
  readonly isNumber: boolean;
}

const JsonSchema = z.object({
  properties: z.record(
    z.string(),
    z.object({
      type: z.string().optional(),
      description: z.string().default(""),
      minimum: z.number().optional(),
      maximum: z.number().optional(),
      enum: z.array(z.string()).optional(),
      default: z.union([z.string(), z.number(), z.boolean()]).optional(),
    }),
  ),
});

/** The options of a family with their ranges and defaults. */
export function taskOptions(family: TaskFamily): readonly TaskOption[] {
  const { properties } = JsonSchema.parse(z.toJSONSchema(family.options, { io: "input" }));
  return Object.entries(properties).map(([name, option]) => {
    const isNumber = option.type === "integer" || option.type === "number";
    const { minimum, maximum } = option;
    const range =
      minimum === undefined || maximum === undefined
        ? []
        : [`${minimum} to ${maximum.toLocaleString("en-US")}`];
    const byDefault = option.default === undefined ? [] : [`default: ${option.default}`];
    const facts = [...range, ...byDefault].join("; ");
    return {
      name,
      flags: `--${name} <${isNumber ? "n" : "name"}>`,
      text: option.description + (facts && ` (${facts})`),
      isNumber,
    };
  });
}

/** The family that the words of a command line name, if they name one. */
export function familyIn(argv: readonly string[]): TaskFamily | undefined {
  const name = argv.find((word) => Object.hasOwn(families, word));
  return name === undefined ? undefined : families[name];
}

/** Adds the `task` argument, and the options of the family that the command line names. */
export function addTask(command: Command, family: TaskFamily | undefined, argument: string): void {
  command.argument(argument, `the task: ${Object.keys(families).join(", ")}`);
  if (!family) return;
  for (const { flags, text, isNumber } of taskOptions(family)) {
    const option = new Option(flags, text).helpGroup(`Options of the task ${family.name}:`);
    command.addOption(isNumber ? option.argParser(number) : option);
  }
}

/** The task of this name with the options that were given. Throws RangeError with one sentence. */
export function taskFrom(name: string, given: Readonly<Record<string, unknown>>): Task {
  const family = families[name];
  const names = family ? taskOptions(family).map((option) => option.name) : [];
  return makeTask(name, pick(given, names));
}

/** Which options which task has, for the end of a help text. */
export function taskOptionsHelp(): string {
  const lines = Object.values(families).map(
    (family) =>
      `  ${family.name.padEnd(8)} ${taskOptions(family)
        .map(({ name }) => `--${name}`)
        .join(", ")}`,
  );
  return `Options of the tasks (hindsight tasks <name> explains them):\n${lines.join("\n")}`;
}

function pick(given: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );
}
