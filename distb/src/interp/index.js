/** The specification: what equations mean, in float64, one op at a time. Knows no plan, no code and no speed. */
export { evaluate, zeros } from "./evaluate.js";
