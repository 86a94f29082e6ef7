import { closest } from "fastest-levenshtein";
import { z } from "zod";

/** "adam lr 0.005": the main option bare, then every option that differs from its default. */
export function printOptions(
  name: string,
  schema: z.ZodObject,
  options: Readonly<Record<string, unknown>>,
  main?: string,
): string {
  const words = [name];
  for (const [key, value] of Object.entries(options)) {
    const field = schema.shape[key];
    if (field instanceof z.ZodDefault && field.def.defaultValue === value) continue;
    if (key !== main) words.push(key);
    if (value !== true) words.push(String(value));
  }
  return words.join(" ");
}

/** The first thing that is wrong with the options of the thing of this name, as one sentence. */
export function mistake(name: string, schema: z.ZodObject, error: z.ZodError, given: unknown): string {
  const known = Object.keys(schema.shape);
  const issue = error.issues[0];
  if (issue?.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    if (known.length === 0) return `${name} takes no options, so no "${key}"; write "${name}".`;
    const all = known.join(", ");
    return `${name} takes no option "${key}"; did you mean "${closest(key, known)}"? It takes ${all}.`;
  }
  const key = String(issue?.path[0] ?? "options");
  const value = given instanceof Object ? (given as Record<string, unknown>)[key] : given;
  if (value === undefined) return `${name} needs ${key}; write e.g. ${name}:${key}=0.5.`;
  return `${name}: ${key} must be ${issue?.message ?? "valid"}, not ${JSON.stringify(value)}.`;
}

/** Schemas of numeric options, with messages that complete "x must be ...". */
export const above0 = z.number({ error: "a number above 0" }).positive("above 0");
export const from0 = z.number({ error: "a number from 0" }).nonnegative("0 or more");
export const share = z.number({ error: "a number in [0, 1)" }).nonnegative("0 or more").lt(1, "below 1");
export const count = z.number({ error: "a whole number from 1" }).int("a whole number").min(1, "1 or more");
export const flag = z.boolean({ error: "true or false" }).default(false);
