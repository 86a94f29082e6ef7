/** What we measure: the gradient profile through time. Knows engines, no tasks, no files, no terminal. */
export { fitDecay } from "./decay.js";
export { profileOf } from "./measure.js";
