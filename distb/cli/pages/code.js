import { meanSquaredError } from "../../src/cells/index.js";
import { lower, printC, printWat } from "../../src/emit/index.js";
import { plan, showPlan } from "../../src/plan/index.js";
const FLOAT32 = 4;
/** The native backend's tile for 512-bit registers, so that the text is the same on every machine. */
const NATIVE = { lanes: 16, rows: 8, vectors: 3, unroll: 1 };
/** The wasm backend's tile for 128-bit registers. */
const WASM = { lanes: 4, rows: 4, vectors: 2, unroll: 1 };
/** What `--plan`, `--c` or `--wat` asks for; undefined when none of them is given. */
export function code(cell, options) {
    if (options.plan)
        return showPlan(planOf(cell, options), FLOAT32);
    if (options.c)
        return printC(lower(planOf(cell, options), "float32", NATIVE));
    if (options.wat)
        return printWat(lower(planOf(cell, options, WASM), "float32", WASM));
    return undefined;
}
/** The plan of one layer under a readout of one number after the last step. */
export function planOf(cell, { T, batch, hidden, input }, { lanes } = NATIVE) {
    const network = {
        input,
        layers: [{ cell, dims: { H: hidden } }],
        readout: { cell: meanSquaredError, on: "last", size: 1 },
    };
    return plan(network, { T, B: batch }, { lanes, inputGradient: false });
}
/** Bytes of the whole memory of a plan in float32. */
export function bytesOf({ elements }) {
    return elements * FLOAT32;
}
