/**
 * The language of equations: expressions with named shapes, the op table with its pullbacks, cells as traced
 * equations, and how both are printed. Knows nothing of numbers, sizes, time or code.
 */
export * from "./cell.js";
export * from "./equations.js";
export { EquationError } from "./error.js";
export { inEvaluation, networkInEvaluation } from "./evaluation.js";
export * from "./expr.js";
export * from "./matrices.js";
export * from "./network.js";
export { type Op, ops, type Wants } from "./ops.js";
export * from "./print.js";
export { renameDimension } from "./rename.js";
export { simplify } from "./simplify.js";
export * from "./update.js";
