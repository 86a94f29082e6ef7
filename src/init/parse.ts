import { lookUp } from "../notation/index.js";
import { initialisers } from "./catalogue.js";
import type { Initialiser } from "./initialiser.js";

/**
 * The initialiser of a text: its name, and after `:` its number, as in "orthogonal", "orthogonal:1.5", "normal:0.01".
 * Throws RangeError with one sentence that says what is wrong and what to write.
 */
export function parseInitialiser(text: string): Initialiser {
  const [name = "", number, ...rest] = text.trim().split(":");
  const family = lookUp("initialiser", name, initialisers);
  const { argument, fallback } = family;
  if (argument === undefined) {
    if (number === undefined) return family.make(0);
    throw new RangeError(`"${text}": ${name} takes no number; write "${name}".`);
  }
  if (number === undefined) {
    if (fallback !== undefined) return family.make(fallback);
    throw new RangeError(`"${text}" needs its ${argument}; write e.g. "${name}:0.5".`);
  }
  const value = number.trim() === "" || rest.length > 0 ? Number.NaN : Number(number);
  if (Number.isNaN(value))
    throw new RangeError(`"${text}": ${argument} must be a number; write e.g. "${name}:0.5".`);
  return family.make(value);
}
