/** From equations and sizes to a schedule and a memory layout: a printable value, no code yet. Knows no machine. */

export type { PlanSizes } from "./context.js";
export type * from "./instruction.js";
export type { LayerMemory } from "./layer.js";
export type { Buffer, Ref, Slot } from "./memory.js";
export { type Phase, type Plan, type PlanOptions, plan } from "./network.js";
export { showInstruction, showPlan } from "./print.js";
export type { Measurable, Measure, Sweep, UpdateMemory, UpdatePhase } from "./update.js";
