import { closest } from "fastest-levenshtein";
/** An input that breaks a rule. The message is one sentence: the rule, what was given, what to do. */
export class BadInput extends Error {
    name = "BadInput";
}
/** Throws BadInput. */
export function refuse(sentence) {
    throw new BadInput(sentence);
}
/** What `make` returns; an error of one of these classes becomes a BadInput with the same sentence. */
export function orRefuse(make, ...classes) {
    try {
        return make();
    }
    catch (e) {
        if (classes.some((c) => e instanceof c))
            throw new BadInput(e.message, { cause: e });
        throw e;
    }
}
/** "did you mean ...?" with the nearest of the known names, which are listed. */
export function suggest(name, known) {
    return `did you mean "${closest(name, [...known])}"? Known: ${known.join(", ")}`;
}
/** A value as a reader recognises it. */
export function shown(value) {
    if (value === undefined)
        return "missing";
    if (typeof value === "string")
        return JSON.stringify(value);
    if (Array.isArray(value))
        return `a list of ${value.length}`;
    return typeof value === "object" && value !== null ? "an object" : String(value);
}
