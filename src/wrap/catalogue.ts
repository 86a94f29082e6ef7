import { clipState } from "./clip-state.js";
import type { WrapperFamily } from "./define.js";
import { dropout } from "./dropout.js";
import { hDetach } from "./h-detach.js";
import { residual } from "./residual.js";
import { zoneout } from "./zoneout.js";

/** Every family of wrappers by its name, in the order of lists. */
export const wrappers: ReadonlyMap<string, WrapperFamily> = new Map(
  [residual, dropout, zoneout, hDetach, clipState].map((family) => [family.family, family]),
);
