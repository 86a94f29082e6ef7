/**
 * Optimisers: gradient transformations as links of one chain, on flat arrays: clipping, decay, the optimiser, schedules.
 * Knows no network and no task; imports no other room.
 */
export { adam, adamw } from "./adam.js";
export { links } from "./catalogue.js";
export { chain } from "./chain.js";
export { clipNorm, clipNormPerTensor, clipValue } from "./clip.js";
export { weightDecay } from "./decay.js";
export { defineLink } from "./define.js";
export { norm } from "./norm.js";
export { buildChain, buildLink, parseChain } from "./parse.js";
export { rmsprop } from "./rmsprop.js";
export { constant as constantSchedule, cosine, stepDecay, warmup } from "./schedule.js";
export { sgd } from "./sgd.js";
export { clipSummary } from "./summary.js";
