import type { z } from "zod";
import { shown, suggest } from "./input.js";

// A schema's error text is "rule; what to do": what was given is put between them.

/** Where an input breaks a schema, and one sentence: the rule, what was given, what to do. */
export interface Mistake {
  readonly path: readonly PropertyKey[];
  readonly sentence: string;
}

/**
 * The first thing that is wrong with an input. `whole` names the input itself; `fields` are those of the object at a
 * path, for suggestions.
 */
export function firstMistake(
  error: z.ZodError,
  input: unknown,
  whole: string,
  fields: (path: readonly PropertyKey[]) => readonly string[],
): Mistake {
  const [first] = error.issues;
  if (!first) throw error;
  const issue = deepest(first);
  const { path } = issue;
  const where = path.length === 0 ? whole : showPath(path);
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    const sentence = `${where} has no field "${key}"; ${suggest(key, fields(path))}.`;
    return { path: [...path, key], sentence };
  }
  if (issue.code === "custom") return { path, sentence: `${where}: ${issue.message}` };
  const given = path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)[key], input);
  const [rule, instead] = issue.message.split("; ");
  const isName = issue.code === "invalid_value" && typeof given === "string";
  const advice = isName ? suggest(given, issue.values.map(String)) : (instead ?? "write one of them");
  return { path, sentence: `${where} must be ${rule}, but it was ${shown(given)}; ${advice}.` };
}

/** Inside the alternative of a union that reads furthest; the union's own message where none reads on. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== "invalid_union") return issue;
  const inner = issue.errors
    .flatMap(([first]) => (first ? [first] : []))
    .filter(({ path, code }) => path.length > 0 || code === "unrecognized_keys")
    .sort((a, b) => b.path.length - a.path.length)[0];
  return inner ? deepest({ ...inner, path: [...issue.path, ...inner.path] }) : issue;
}

/** "layers[0].hidden". */
export function showPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, i) => (typeof key === "number" ? `[${key}]` : `${i > 0 ? "." : ""}${String(key)}`))
    .join("");
}
