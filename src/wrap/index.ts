/**
 * Wrappers: changes to a cell's equations that any cell can be given, such as a skip connection. A wrapped cell is a cell;
 * adjoint, plan and code are derived from it as from any other. Knows only the language.
 */
export { batchNorm } from "./batch-norm.js";
export { wrappers } from "./catalogue.js";
export { clipState } from "./clip-state.js";
export { defineWrapper, type Sizes, type Wrapper, type WrapperFamily } from "./define.js";
export { dropout } from "./dropout.js";
export { hDetach } from "./h-detach.js";
export { orthogonal } from "./orthogonal.js";
export { orthogonalPenalty } from "./orthogonal-penalty.js";
export { parseWrappers } from "./parse.js";
export { residual } from "./residual.js";
export { skipTime } from "./skip-time.js";
export { weightNorm } from "./weight-norm.js";
export { zoneout } from "./zoneout.js";
