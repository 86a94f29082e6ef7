/** From equations and sizes to a schedule and a memory layout: a printable value, no code yet. Knows no machine. */
export { plan } from "./network.js";
export { showInstruction, showPlan } from "./print.js";
