import { closest } from "fastest-levenshtein";
import { z } from "zod";
/**
 * Defines a family of links: a function from options to a link, which carries what lists need to know.
 * The function throws RangeError with one sentence for options that the schema refuses.
 */
export function defineLink(definition) {
    const { family, kind, summary, source, main } = definition;
    const fromUnknown = (given) => {
        const parsed = definition.options.safeParse(given);
        if (!parsed.success)
            throw new RangeError(sentence(family, definition.options, parsed.error, given));
        const options = parsed.data;
        const refusal = definition.refuse?.(options);
        if (refusal !== undefined)
            throw new RangeError(`${family}: ${refusal}`);
        return Object.freeze({
            name: print(family, definition.options, options, main),
            kind,
            description: Object.freeze({ link: family, ...options }),
            init: (params, layout) => definition.init(options, params, layout),
        });
    };
    const make = (options) => fromUnknown(options);
    const about = { family, kind, summary, source, options: definition.options, fromUnknown };
    return Object.freeze(Object.assign(make, about, main === undefined ? {} : { main }));
}
/** "adam lr 0.005": the main option bare, then every option that differs from its default. */
function print(family, schema, options, main) {
    const words = [family];
    for (const [key, value] of Object.entries(options)) {
        const field = schema.shape[key];
        if (field instanceof z.ZodDefault && field.def.defaultValue === value)
            continue;
        if (key !== main)
            words.push(key);
        if (value !== true)
            words.push(String(value));
    }
    return words.join(" ");
}
/** The first thing that is wrong with the options, as one sentence. */
function sentence(family, schema, error, given) {
    const known = Object.keys(schema.shape);
    const issue = error.issues[0];
    if (issue?.code === "unrecognized_keys") {
        const key = issue.keys[0] ?? "";
        const all = known.join(", ");
        return `${family} takes no option "${key}"; did you mean "${closest(key, known)}"? It takes ${all}.`;
    }
    const key = String(issue?.path[0] ?? "options");
    const value = given instanceof Object ? given[key] : given;
    if (value === undefined)
        return `${family} needs ${key}; write e.g. ${family}:${key}=0.5.`;
    return `${family}: ${key} must be ${issue?.message ?? "valid"}, not ${JSON.stringify(value)}.`;
}
/** Schemas of numeric options, with messages that complete "x must be ...". */
export const above0 = z.number({ error: "a number above 0" }).positive("above 0");
export const from0 = z.number({ error: "a number from 0" }).nonnegative("0 or more");
export const share = z.number({ error: "a number in [0, 1)" }).nonnegative("0 or more").lt(1, "below 1");
export const count = z.number({ error: "a whole number from 1" }).int("a whole number").min(1, "1 or more");
export const flag = z.boolean({ error: "true or false" }).default(false);
