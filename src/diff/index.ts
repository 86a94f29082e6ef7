/** From a step to its adjoint step, in the same language, and what to save. Knows only the language. */
export { type Derivative, derive } from "./derive.js";
export { omega } from "./omega.js";
export type { Kind, Path, Stretch } from "./path.js";
export type { Saved } from "./saved.js";
export type { Traced } from "./traced.js";
