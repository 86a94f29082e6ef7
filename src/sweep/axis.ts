import { z } from "zod";
import { experimentSchema } from "../lab/index.js";
import type { Stream } from "../rng/index.js";
import { shorthands } from "./shorthand.js";

/** Significant digits of a drawn number: names stay readable, and nobody tunes the fifth digit. */
const DIGITS = 4;

const number = (example: number) => z.number({ error: `a finite number; write e.g. ${example}` });
const points = "a whole number from 2 to 1000; write e.g. 5";

const range = z
  .strictObject(
    {
      min: number(0.001).describe("the smallest value"),
      max: number(0.1).describe("the largest value"),
      scale: z
        .enum(["linear", "log"], { error: "one of linear, log" })
        .default("linear")
        .describe("how values are spread: evenly, or by equal factors"),
      points: z
        .number({ error: points })
        .int(points)
        .min(2, points)
        .max(1000, points)
        .optional()
        .describe("values of a grid; random search draws anywhere between min and max"),
    },
    { error: "a range; write { min: 0.001, max: 0.1, scale: log }" },
  )
  .superRefine(({ min, max, scale }, context) => {
    if (!(min < max))
      context.addIssue({ code: "custom", message: `min must be below max, but ${min} is not below ${max}.` });
    if (scale === "log" && min <= 0)
      context.addIssue({ code: "custom", message: `on a log scale min must be above 0, but it was ${min}.` });
  })
  .describe("values between two numbers");

/** Values between two numbers. */
export type Range = z.output<typeof range>;

/** What a sweep varies: a field of the experiment, and its values. */
export interface Axis {
  /** `cell`, `lr`, `task.T`, `init.preset`: a short name, or a path into the experiment. */
  readonly name: string;
  readonly values: readonly unknown[] | Range;
  /** Whether a drawn value is rounded. */
  readonly isWhole: boolean;
}

/** Every field of an experiment that can vary, by name. `task.*` stands for the options of tasks, which are not known here. */
export const variables: ReadonlyMap<string, z.ZodType> = new Map([
  ...Object.entries(shorthands),
  ...leaves(experimentSchema).filter(([name]) => name !== "seed"),
]);

function leaves(schema: z.ZodObject, path = ""): [string, z.ZodType][] {
  return Object.entries(schema.shape).flatMap(([key, child]): [string, z.ZodType][] => {
    const inner = unwrapped(child as z.ZodType);
    const name = `${path}${key}`;
    return inner instanceof z.ZodObject ? leaves(inner, `${name}.`) : [[name, inner]];
  });
}

/** Without what makes a field optional. */
function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    const inner = unwrapped(schema.unwrap() as z.ZodType);
    return schema.description === undefined ? inner : inner.describe(schema.description);
  }
  return schema;
}

const AXIS = "a list of values or a range; write e.g. [1, 2, 3] or { min: 1, max: 3 }";

/** Schema of an axis whose values this schema accepts. */
export function axisOf(value: z.ZodType): z.ZodType {
  const list = z.array(value, AXIS).min(1, "a list of at least one value; write e.g. [1, 2]");
  const union = z.union([list, range], { error: AXIS });
  return value.description === undefined ? union : union.describe(value.description);
}

export function isRange(values: Axis["values"]): values is Range {
  return !Array.isArray(values);
}

/** Whether only whole numbers make sense for a variable; not known of a task's options, where whole ends decide. */
export function isWhole(name: string, values: Axis["values"]): boolean {
  const json = z.toJSONSchema(variables.get(name) ?? z.unknown(), { io: "input" });
  const types = [json, ...(json.anyOf ?? [])].map((one) => (typeof one === "object" ? one.type : undefined));
  if (types.includes("integer")) return true;
  if (types.includes("number")) return false;
  return isRange(values) && Number.isInteger(values.min) && Number.isInteger(values.max);
}

/** The values of an axis on a grid: its list, or the points of its range, without repeats that rounding makes. */
export function gridValues({ values, isWhole }: Axis): readonly unknown[] {
  if (!isRange(values)) return values;
  const { points = 0 } = values;
  const made = Array.from({ length: points }, (_, i) => within(values, i / (points - 1), isWhole));
  return [...new Set(made)];
}

/** One value, drawn. */
export function drawValue({ values, isWhole }: Axis, source: Stream): unknown {
  return isRange(values) ? within(values, source.uniform(), isWhole) : values[source.int(values.length)];
}

/** The value at a share of the way from min to max. */
function within({ min, max, scale }: Range, share: number, isWhole: boolean): number {
  const exact = scale === "log" ? min * (max / min) ** share : min + (max - min) * share;
  const value = isWhole ? Math.round(exact) : Number(exact.toPrecision(DIGITS));
  return Math.min(max, Math.max(min, value));
}

/** The values that an axis has on a grid, ascending, if they are two numbers or more: those of a phase diagram. */
export function numericValues(axis: Axis): readonly number[] | undefined {
  const values = isRange(axis.values) && axis.values.points === undefined ? [] : gridValues(axis);
  const numbers = values.filter((value) => typeof value === "number");
  return numbers.length === values.length && numbers.length > 1
    ? [...numbers].sort((a, b) => a - b)
    : undefined;
}
