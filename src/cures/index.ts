/**
 * The catalogue of cures: what the literature prescribes against gradients that vanish or explode, each a change of an
 * experiment's settings that can be made alone; and the ablation, which makes settings of a base and its cures. Knows
 * experiments, cells, links of the chain and the contract of a task; it may not know runs, processes, files or the
 * terminal.
 */
export { type Ablation, ablation, type LeftOut } from "./ablation.js";
export { cures, findCures, usual } from "./catalogue.js";
export type { Cure } from "./cure.js";
