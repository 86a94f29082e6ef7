import type { Cell } from "../../src/ir/index.js";
import { parseWrappers, type Sizes } from "../../src/wrap/index.js";

/** Texts of wrappers that some subject of the laws was made with. */
export const underLaw = new Set<string>();

/** The cell with these wrappers around it. */
export function wrapped(text: string, cell: Cell, sizes: Sizes): Cell {
  underLaw.add(text);
  return parseWrappers(text).reduce((inner, wrapper) => wrapper.wrap(inner, sizes), cell);
}
