import type { NonFinite, Rerun, Seen } from "../../src/lab/index.js";
import { type Style, significant } from "../../src/report/index.js";
import { wrapped } from "../text.js";

/** Where the first value that is not finite came from. */
export function nonFiniteText({ step, where, what, first }: NonFinite, style: Style): string {
  const head = first ? "First value that is not finite" : "Not finite";
  const place = where === undefined ? `step ${step}` : `step ${step}, ${where}`;
  return wrapped(letters(`${head}: ${place}: ${what}.`, style), style.width);
}

/** What a step gave when it was made again, beside what it gave in the run. */
export function replayedText(seen: Seen, again: Rerun, style: Style): string {
  const text =
    `Made again by ${again.backend}: loss ${significant(again.loss)}, gradient norm ${significant(again.gradientNorm)}` +
    `${afterwards(again)}; ` +
    `the run had ${significant(seen.loss)} and ${significant(seen.gradientNorm)}.`;
  return wrapped(letters(text, style), style.width);
}

function afterwards({ parametersAreFinite, optimiserIsFinite }: Seen): string {
  if (!parametersAreFinite) return ", and then a parameter that is not finite";
  return optimiserIsFinite === false ? ", and then an optimiser's array that is not finite" : "";
}

/** In the character set of the terminal. */
export const letters = (text: string, { unicode }: Style): string =>
  unicode ? text : text.replaceAll("·", "*");
