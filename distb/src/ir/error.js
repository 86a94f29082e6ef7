import { showExpr } from "./print.js";
/** An equation that breaks a rule of the language. `cell` adds the name of the cell. */
export class EquationError extends Error {
    name = "EquationError";
}
export const showShape = (e) => `${showExpr(e)}: [${e.shape.join(", ")}]${e.shared && e.op !== "var" && e.op !== "const" ? " shared" : ""}`;
/** File and line of the author's call: the first stack frame outside this room. */
function authorLine() {
    const lines = (new Error().stack ?? "").split("\n").slice(1);
    // Callbacks that the engine itself calls ("at Array.map (<anonymous>)") have no file.
    const frame = lines.find((l) => !/[\\/]ir[\\/][a-z]+\.[jt]s|<anonymous>\)?$/.test(l));
    const at = frame?.match(/\(?((?:file:\/\/|\/|[A-Za-z]:)[^()]*:\d+):\d+\)?$/)?.[1];
    return at ? at.replace(/^file:\/\//, "") : "unknown line";
}
/** One message in the fixed order: rule, what was given, where, what to write instead. */
export function fail(op, rule, args, instead) {
    const given = args.map(showShape).join(", ");
    throw new EquationError(`${op}: ${rule}; given ${given} at ${authorLine()}; ${instead}`);
}
