import { closest } from "fastest-levenshtein";
import { links } from "./catalogue.js";
import { type Chain, chain } from "./chain.js";
import type { Link, LinkDescription } from "./link.js";

/** The link of a description. Throws RangeError with one sentence for an unknown link or option. */
export function buildLink({ link, ...options }: LinkDescription): Link {
  return find(link).fromUnknown(options);
}

/** The chain of its links' descriptions, e.g. `[{ link: "clip-norm", max: 1 }, { link: "adam", lr: 0.005 }]`. */
export function buildChain(descriptions: readonly LinkDescription[]): Chain {
  return chain(descriptions.map(buildLink));
}

/**
 * The chain of a text such as `clip-norm:1 adam:lr=0.005,b1=0.95`. Links are separated by spaces or by `+`; a link is
 * its name, then after `:` its options, separated by commas: `key=value`, a bare number for the link's main option,
 * a bare word for a switch. An optimiser without `lr` gets `defaults.lr`.
 *
 * What acts on the update acts behind the optimiser, also where it is written before it: a schedule is one of the
 * learning rate wherever it stands.
 *
 * Throws RangeError with one sentence that says what is wrong and what to write.
 */
export function parseChain(text: string, defaults: { readonly lr?: number } = {}): Chain {
  // A link's name begins with a letter, so the "+" of 1e+5 separates nothing.
  const words = text.replace(/\+(?=\s*[a-z])/gi, " ").trim();
  const given = words === "" ? [] : words.split(/\s+/).map((word) => parseLink(word, defaults));
  const at = given.findIndex(({ link }) => find(link).kind === "optimiser");
  const isEarly = ({ link }: LinkDescription, i: number) => i < at && find(link).kind === "update";
  const early = given.filter(isEarly);
  const others = given.filter((link, i) => !isEarly(link, i));
  return buildChain(others.toSpliced(at - early.length + 1, 0, ...early));
}

function parseLink(word: string, { lr }: { readonly lr?: number }): LinkDescription {
  const colon = word.indexOf(":");
  const name = colon < 0 ? word : word.slice(0, colon);
  const { kind, main } = find(name);
  const options: Record<string, unknown> = {};
  for (const part of colon < 0 ? [] : word.slice(colon + 1).split(",")) {
    const [key, value] = parseOption(name, part, main);
    if (Object.hasOwn(options, key)) throw new RangeError(`${name} has ${key} twice.`);
    options[key] = value;
  }
  if (kind === "optimiser" && lr !== undefined) options.lr ??= lr;
  return { ...options, link: name };
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

function find(name: string) {
  const family = links.get(name);
  if (family) return family;
  const names = [...links.keys()];
  throw new RangeError(
    `There is no link "${name}"; did you mean "${closest(name, names)}"? Known: ${names.join(", ")}.`,
  );
}
