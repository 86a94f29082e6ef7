import type { WrapperFamily } from "./define.js";
import { residual } from "./residual.js";

/** Every family of wrappers by its name, in the order of lists. */
export const wrappers: ReadonlyMap<string, WrapperFamily> = new Map(
  [residual].map((family) => [family.family, family]),
);
