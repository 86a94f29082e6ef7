/** From equations and sizes to a schedule and a memory layout: a printable value, no code yet. Knows no machine. */
export type * from "./instruction.js";
export type { Buffer, Ref, Slot } from "./memory.js";
export { type LayerMemory, type Plan, type PlanOptions, type PlanSizes, plan } from "./network.js";
export { showInstruction, showPlan } from "./print.js";
