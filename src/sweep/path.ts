/** A value with plain objects and lists inside, as YAML and JSON give it. */
export type Plain = Readonly<Record<string, unknown>>;

/** The object with another value at a path of keys; the way there is made where it is missing. */
export function setAt(input: Plain, [first = "", ...rest]: readonly string[], value: unknown): Plain {
  if (rest.length === 0) return { ...input, [first]: value };
  const inner = input[first];
  return { ...input, [first]: setAt(isPlain(inner) ? inner : {}, rest, value) };
}

/** The object without what is at a path of keys. */
export function withoutAt(input: Plain, [first = "", ...rest]: readonly string[]): Plain {
  const { [first]: inner, ...others } = input;
  if (rest.length === 0 || !isPlain(inner)) return others;
  return { ...input, [first]: withoutAt(inner, rest) };
}

export function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
