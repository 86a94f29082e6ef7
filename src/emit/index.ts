/**
 * From a plan to code as text: kernels that both printers share, C, and WebAssembly. Knows the plan, no compiler
 * and no memory.
 */
export { printC } from "./c.js";
export type { Module } from "./kernel.js";
export { lower } from "./lower.js";
export { type Registers, registers } from "./tile.js";
export { printWat } from "./wat.js";
