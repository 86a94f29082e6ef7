/**
 * The black box: watches the interpreter repeat a step, one operation at a time, and says where the first value that is
 * not finite came from. Knows neither task nor run nor file.
 */
export type { Finding, Term } from "./finding.js";
export { placeOf, whatOf } from "./sentence.js";
export { type Watch, watch } from "./watch.js";
