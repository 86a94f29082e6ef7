import { closest } from "fastest-levenshtein";
/** The name itself when it is known. Throws RangeError that suggests the nearest and lists all. */
export function named(what, name, known) {
    if (known.includes(name))
        return name;
    throw new RangeError(`There is no ${what} ${JSON.stringify(name)}; did you mean "${closest(name, [...known])}"? ` +
        `Known: ${known.join(", ")}.`);
}
