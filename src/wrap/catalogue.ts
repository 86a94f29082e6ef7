import type { WrapperFamily } from "./define.js";
import { orthogonal } from "./orthogonal.js";
import { orthogonalPenalty } from "./orthogonal-penalty.js";
import { residual } from "./residual.js";
import { skipTime } from "./skip-time.js";
import { weightNorm } from "./weight-norm.js";

/** Every family of wrappers by its name, in the order of lists. */
export const wrappers: ReadonlyMap<string, WrapperFamily> = new Map(
  [residual, skipTime, weightNorm, orthogonal, orthogonalPenalty].map((family) => [family.family, family]),
);
