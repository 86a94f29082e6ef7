import type { z } from "zod";
import { shown, suggest } from "./input.js";

// A schema's error text is "rule; what to do": what was given is put between them.

/** Where an input breaks a schema: the sentence is the name of what is at `subject`, and then `rest`. */
export interface Mistake {
  /** Of the key that is wrong. */
  readonly path: readonly PropertyKey[];
  /** Of what the sentence is about: the same, or the object that has a key too many. */
  readonly subject: readonly PropertyKey[];
  /** The rule, what was given, what to do. */
  readonly rest: string;
}

/** The first thing that is wrong with an input. `fields` are those of the object at a path, for suggestions. */
export function firstMistake(
  error: z.ZodError,
  input: unknown,
  fields: (path: readonly PropertyKey[]) => readonly string[],
): Mistake {
  const [first] = error.issues;
  if (!first) throw error;
  const issue = deepest(first);
  const { path: subject } = issue;
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    return {
      path: [...subject, key],
      subject,
      rest: ` has no field "${key}"; ${suggest(key, fields(subject))}.`,
    };
  }
  if (issue.code === "custom") return { path: subject, subject, rest: `: ${issue.message}` };
  const given = subject.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)[key], input);
  const [rule, instead] = issue.message.split("; ");
  const isName = issue.code === "invalid_value" && typeof given === "string";
  const advice = isName ? suggest(given, issue.values.map(String)) : (instead ?? "write one of them");
  return { path: subject, subject, rest: ` must be ${rule}, but it was ${shown(given)}; ${advice}.` };
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
