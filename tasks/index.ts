/**
 * The tasks a network can be trained on: pure generators of sequences, each with its baseline, floor, required lag
 * and solved rules. A task knows random streams and the Task contract; it may not know cells, engines, runs or files.
 */
export { adding } from "./adding.js";
export { families, makeTask } from "./catalogue.js";
export { copy } from "./copy.js";
export { digits } from "./digits.js";
export { memorization } from "./memorization.js";
export { multiplication } from "./multiplication.js";
export { parity } from "./parity.js";
export { randomPermutation } from "./random-permutation.js";
export { reber } from "./reber.js";
export { recall } from "./recall.js";
export { selectiveCopy } from "./selective-copy.js";
export { temporalOrder } from "./temporal-order.js";
export { twoSequence } from "./two-sequence.js";
export { twoSpirals } from "./two-spirals.js";
