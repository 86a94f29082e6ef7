/**
 * The tasks a network can be trained on: pure generators of sequences, each with its baseline, floor, required lag
 * and solved rules. A task knows random streams and the Task contract; it may not know cells, engines, runs or files.
 */
export { adding } from "./adding.js";
export { families, makeTask } from "./catalogue.js";
export { copy } from "./copy.js";
export { twoSpirals } from "./two-spirals.js";
