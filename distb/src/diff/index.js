/** From a step to its adjoint step, in the same language, and what to save. Knows only the language. */
export { derive } from "./derive.js";
