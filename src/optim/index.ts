/**
 * Optimisers: gradient transformations as links of one chain: clipping, decay, the optimiser, schedules. A link is written
 * once, as equations of one element; the interpreter gives them their meaning, engines make code from them.
 * Knows no network, no task, no plan and no engine.
 */
export { adam, adamw } from "./adam.js";
export type { ClipAudit } from "./audit.js";
export { links } from "./catalogue.js";
export { type Chain, type ChainState, chain, type UpdateReport } from "./chain.js";
export { clipNorm, clipNormPerTensor, clipValue } from "./clip.js";
export { decoupledDecay, weightDecay } from "./decay.js";
export { defineLink, type LinkFamily } from "./define.js";
export type { Kind, Layout, Link, LinkDescription, Moment, Norms, Real, Tensor, Watch } from "./link.js";
export { norm } from "./norm.js";
export { buildChain, buildLink, parseChain } from "./parse.js";
export { type Patience, patience } from "./patience.js";
export { plateau } from "./plateau.js";
export { chainText, DEFAULT_CLIP, DEFAULT_RATE } from "./reword.js";
export { rmsprop } from "./rmsprop.js";
export { constant as constantSchedule, cosine, stepDecay, warmup } from "./schedule.js";
export { sgd } from "./sgd.js";
export { type ClipSummary, clipSummary } from "./summary.js";
