/**
 * Engines: a network made runnable for one size, forward and backward, behind one contract: native, wasm,
 * interp. Knows no task and no optimiser.
 */

export { compile } from "./compile.js";
export type * from "./engine.js";
export { curveOf } from "./logs.js";
