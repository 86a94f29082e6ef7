/**
 * Echo state networks: a recurrent network left as it was drawn, the readout that ridge regression gives it, and how
 * much of its past input can be read out. Knows engines, cells, initialisers and tasks; no files, no clock, no terminal.
 */
export { type Capacity, memoryCapacity } from "./capacity.js";
export { parseReservoir, type Reservoir, reservoirSchema } from "./description.js";
export { type Readout, type Ridge, ridge } from "./ridge.js";
export { type Learnt, readTask } from "./task.js";
