/**
 * The specification: what equations mean, in float64, one op at a time, of a step and of an update. Knows no plan, no
 * code and no speed.
 */
export { evaluate, type Lookup, type Observer } from "./evaluate.js";
export { interpretUpdate, type Measured, type Tensors, type Updater } from "./update.js";
export { type Sizes, type Value, zeros } from "./value.js";
