import { closest } from "fastest-levenshtein";
import { links } from "./catalogue.js";
import { chain } from "./chain.js";
/** The link of a description. Throws RangeError with one sentence for an unknown link or option. */
export function buildLink({ link, ...options }) {
    return find(link).fromUnknown(options);
}
/** The chain of its links' descriptions, e.g. `[{ link: "clip-norm", max: 1 }, { link: "adam", lr: 0.005 }]`. */
export function buildChain(descriptions) {
    return chain(descriptions.map(buildLink));
}
/**
 * The chain of a text such as `clip-norm:1 adam:lr=0.005,b1=0.95`. Links are separated by spaces or by `+`; a link is
 * its name, then after `:` its options, separated by commas: `key=value`, a bare number for the link's main option,
 * a bare word for a switch. An optimiser without `lr` gets `defaults.lr`.
 *
 * Throws RangeError with one sentence that says what is wrong and what to write.
 */
export function parseChain(text, defaults = {}) {
    // A link's name begins with a letter, so the "+" of 1e+5 separates nothing.
    const words = text.replace(/\+(?=\s*[a-z])/gi, " ").trim();
    return buildChain(words === "" ? [] : words.split(/\s+/).map((word) => parseLink(word, defaults)));
}
function parseLink(word, { lr }) {
    const colon = word.indexOf(":");
    const name = colon < 0 ? word : word.slice(0, colon);
    const { kind, main } = find(name);
    const options = {};
    for (const part of colon < 0 ? [] : word.slice(colon + 1).split(",")) {
        const [key, value] = parseOption(name, part, main);
        if (Object.hasOwn(options, key))
            throw new RangeError(`${name} has ${key} twice.`);
        options[key] = value;
    }
    if (kind === "optimiser" && lr !== undefined)
        options.lr ??= lr;
    return { ...options, link: name };
}
function parseOption(name, part, main) {
    const equals = part.indexOf("=");
    if (equals > 0)
        return [part.slice(0, equals), parseValue(part.slice(equals + 1))];
    const value = parseValue(part);
    if (typeof value === "number" && main !== undefined)
        return [main, value];
    if (/^[a-z]\w*$/i.test(part))
        return [part, true];
    throw new RangeError(`${name} cannot read "${part}"; write options as key=value, e.g. adam:lr=0.005,b1=0.95.`);
}
function parseValue(text) {
    if (text === "true" || text === "false")
        return text === "true";
    return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
}
function find(name) {
    const family = links.get(name);
    if (family)
        return family;
    const names = [...links.keys()];
    throw new RangeError(`There is no link "${name}"; did you mean "${closest(name, names)}"? Known: ${names.join(", ")}.`);
}
