/**
 * Hindsight as a library: write a cell as equations, train it on a task, read how the gradient went back through time.
 * The tasks are in "hindsight-lab/tasks".
 */
export { cells, readouts, references } from "./cells/index.js";
export { derive } from "./diff/index.js";
export * from "./engine/index.js";
export { initialise, initialisers, parseInitialiser, presets, } from "./init/index.js";
export * from "./ir/index.js";
export * from "./lab/index.js";
export { buildChain, links, parseChain, } from "./optim/index.js";
export * from "./probe/index.js";
export { chart, jsonLine, lossChart, profileChart, profileTable, sentence, verdict, verdictTable, } from "./report/index.js";
export * from "./rng/index.js";
