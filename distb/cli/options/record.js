import { BadInput, parseExperiment } from "../../src/lab/index.js";
import { cellNamed } from "../pages/cells.js";
import { experimentOptions, flagOf } from "./experiment.js";
import { whole } from "./number.js";
/**
 * The experiment that options ask for; what they leave open gets the schema's defaults.
 * Throws BadInput with one sentence in terms of the options.
 */
export function experimentFrom(task, given) {
    const layers = layersOf(given);
    for (const { cell } of layers)
        cellNamed(cell);
    const input = { task: { ...task.options, name: task.name }, layers };
    for (const option of experimentOptions) {
        const value = given[flagOf(option).key];
        if (option.path !== undefined && value !== undefined && !option.path.startsWith("layers."))
            place(input, option.path.split("."), value);
    }
    if (given.chain === undefined)
        input.chain = chainOf(given);
    if (given.stop === false)
        input.stopWhenSolved = false;
    return inTermsOfOptions(() => parseExperiment(input), given);
}
function layersOf({ layers, cell = "lstm", hidden, depth = 1 }) {
    if (typeof layers !== "string") {
        const layer = { cell: String(cell), ...(hidden !== undefined && { hidden }) };
        return Array.from({ length: Number(depth) }, () => layer);
    }
    return layers.split(",").map((text) => {
        const [name = "", size] = text.trim().split(":");
        return { cell: name, ...(size !== undefined && { hidden: whole("--layers: hidden", 1, 65_536)(size) }) };
    });
}
/** The chain that --clip and --lr are short for. */
function chainOf({ clip = "1", lr = 0.005 }) {
    const text = String(clip);
    const link = /^[a-z]/.test(text) ? `clip-${text}` : `clip-norm:${text}`;
    return [...(text === "none" ? [] : [link]), `adam:lr=${lr}`].join(" ");
}
function place(into, [first = "", ...rest], value) {
    if (rest.length === 0) {
        into[first] = value;
        return;
    }
    const inner = { ...into[first] };
    place(inner, rest, value);
    into[first] = inner;
}
/** The lab names the field that is wrong; who types options knows them by their flags. */
function inTermsOfOptions(make, given) {
    try {
        return make();
    }
    catch (error) {
        if (!(error instanceof BadInput))
            throw error;
        const message = error.message.replace(/^layers\[\d+\]/, "layers");
        const option = experimentOptions.find(({ path }) => path !== undefined && message.startsWith(path));
        if (!option?.path)
            throw error;
        const flag = option.path === "chain" && given.chain === undefined ? "--clip and --lr" : flagOf(option).flag;
        throw new BadInput(flag + message.slice(option.path.length), { cause: error });
    }
}
/** "lstm 64", "2 x gru 32", "lstm 64, dense-tanh 32". */
export function networkName({ layers }) {
    const names = layers.map(({ cell, hidden }) => `${cell} ${hidden}`);
    const isOne = new Set(names).size === 1 && names.length > 1;
    return isOne ? `${names.length} x ${names[0]}` : names.join(", ");
}
