import { batchNorm } from "./batch-norm.js";
import { clipState } from "./clip-state.js";
import type { WrapperFamily } from "./define.js";
import { dropout } from "./dropout.js";
import { hDetach } from "./h-detach.js";
import { orthogonal } from "./orthogonal.js";
import { orthogonalPenalty } from "./orthogonal-penalty.js";
import { residual } from "./residual.js";
import { skipTime } from "./skip-time.js";
import { weightNorm } from "./weight-norm.js";
import { zoneout } from "./zoneout.js";

const skips = [residual, skipTime];
const constraints = [weightNorm, orthogonal, orthogonalPenalty];
const noise = [dropout, zoneout];
const gradients = [hDetach, clipState];

/** Every family of wrappers by its name, in the order of lists. */
export const wrappers: ReadonlyMap<string, WrapperFamily> = new Map(
  [...skips, batchNorm, ...constraints, ...noise, ...gradients].map((family) => [family.family, family]),
);
