import { closest } from "fastest-levenshtein";
import { z } from "zod";
/** The name among `names` that takes the fewest edits to reach. */
export function nearest(name, names) {
    return closest(name, [...names]);
}
/**
 * Schema of a whole number in [min, max], for an option called `name`.
 * Its message is the rule alone; `resolve` adds what was given.
 */
export function whole(name, min, max) {
    const rule = `${name} must be a whole number from ${min} to ${max}`;
    return z.number({ error: rule }).int(rule).min(min, rule).max(max, rule);
}
/** Schema of the name of a published variant. */
export function oneOf(variants) {
    return z.enum(Object.keys(variants));
}
/**
 * Checks a task's options and fills in the defaults.
 *
 * @throws RangeError with one sentence: the rule, what was given, what to do.
 */
export function resolve(task, schema, options) {
    const result = schema.safeParse(options);
    if (result.success)
        return result.data;
    const [issue] = result.error.issues;
    if (!issue)
        throw result.error;
    throw new RangeError(sentence(task, Object.keys(schema.shape), issue, options));
}
function sentence(task, known, issue, options) {
    if (issue.code === "unrecognized_keys") {
        const key = issue.keys[0] ?? "";
        return `Task "${task}" has no option ${JSON.stringify(key)}; the nearest is "${nearest(key, known)}".`;
    }
    const key = String(issue.path[0]);
    const given = shown(options[key]);
    if (issue.code === "invalid_value") {
        const names = issue.values.map(String);
        return `Task "${task}" has no ${key} ${given}; the nearest is "${nearest(String(options[key]), names)}".`;
    }
    return `Task "${task}": ${issue.message}, but it was ${given}; give ${key} a value in that range.`;
}
function shown(value) {
    if (typeof value === "string")
        return JSON.stringify(value);
    return typeof value === "object" && value !== null ? "an object" : String(value);
}
