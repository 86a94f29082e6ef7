import { closest } from "fastest-levenshtein";

/** A name and its options, unchecked. */
export interface Described {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * The words of a text such as `clip-norm:1 adam:lr=0.005,b1=0.95`, separated by spaces or by `+`. A word is a name, then
 * after `:` options, separated by commas: `key=value`, a bare number for the main option of that name, a bare word for a
 * switch. `mainOf` says which option is the main one and refuses names it does not know.
 *
 * Throws RangeError with one sentence that says what is wrong and what to write.
 */
export function parseWords(text: string, mainOf: (name: string) => string | undefined): Described[] {
  // A name begins with a letter, so the "+" of 1e+5 separates nothing.
  const words = text.replace(/\+(?=\s*[a-z])/gi, " ").trim();
  return words === "" ? [] : words.split(/\s+/).map((word) => parseWord(word, mainOf));
}

function parseWord(word: string, mainOf: (name: string) => string | undefined): Described {
  const colon = word.indexOf(":");
  const name = colon < 0 ? word : word.slice(0, colon);
  const main = mainOf(name);
  const options: Record<string, unknown> = {};
  for (const part of colon < 0 ? [] : word.slice(colon + 1).split(",")) {
    const [key, value] = parseOption(name, part, main);
    if (Object.hasOwn(options, key)) throw new RangeError(`${name} has ${key} twice.`);
    options[key] = value;
  }
  return { name, options };
}

function parseOption(name: string, part: string, main: string | undefined): [string, unknown] {
  const equals = part.indexOf("=");
  if (equals > 0) return [part.slice(0, equals), parseValue(part.slice(equals + 1))];
  const value = parseValue(part);
  if (typeof value === "number" && main !== undefined) return [main, value];
  if (/^[a-z]\w*$/i.test(part)) return [part, true];
  throw new RangeError(
    `${name} cannot read "${part}"; write options as key=value, e.g. adam:lr=0.005,b1=0.95.`,
  );
}

function parseValue(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
}

/** The entry of this name. Throws RangeError that suggests the nearest name and lists all. */
export function lookUp<T>(what: string, name: string, catalogue: ReadonlyMap<string, T>): T {
  const entry = catalogue.get(name);
  if (entry !== undefined) return entry;
  const names = [...catalogue.keys()];
  throw new RangeError(
    `There is no ${what} "${name}"; did you mean "${closest(name, names)}"? Known: ${names.join(", ")}.`,
  );
}
