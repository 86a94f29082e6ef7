import { lookUp } from "../notation/index.js";
import { initialisers } from "./catalogue.js";
import type { Initialiser } from "./initialiser.js";

/**
 * The initialiser of a text: its name, and after `:` its number, as in "orthogonal", "orthogonal:1.5", "normal:0.01"; one takes
 * a second number: "sparse-spectral:0.9:0.1".
 * Throws RangeError with one sentence that says what is wrong and what to write.
 */
export function parseInitialiser(text: string): Initialiser {
  const [name = "", number, more, ...rest] = text.trim().split(":");
  const family = lookUp("initialiser", name, initialisers);
  const { argument, fallback, second } = family;
  if (argument === undefined) {
    if (number === undefined) return family.make(0);
    throw new RangeError(`"${text}": ${name} takes no number; write "${name}".`);
  }
  if (number === undefined) {
    if (fallback !== undefined) return family.make(fallback);
    throw new RangeError(`"${text}" needs its ${argument}; write e.g. "${name}:0.5".`);
  }
  const isTooMany = rest.length > 0 || (more !== undefined && second === undefined);
  const value = isTooMany ? Number.NaN : toNumber(number);
  if (Number.isNaN(value))
    throw new RangeError(`"${text}": ${argument} must be a number; write e.g. "${name}:0.5".`);
  if (more === undefined) return family.make(value);
  const other = toNumber(more);
  if (Number.isNaN(other))
    throw new RangeError(`"${text}": ${second} must be a number; write e.g. "${name}:0.5:0.1".`);
  return family.make(value, other);
}

function toNumber(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}
