import { type Cell, EquationError, type Multiplier, multipliers } from "../ir/index.js";

/**
 * The parameters that a cell's step multiplies by and that a wrapper may put something else in the place of.
 *
 * @throws EquationError, what the wrapper is for in it, when there is none
 */
export function matricesFor(
  cell: Cell,
  wrapper: string,
  what: string,
  fits: (m: Multiplier) => boolean,
): readonly Multiplier[] {
  const found = multipliers(cell).filter((m) => m.isParameter && fits(m));
  if (found.length > 0) return found;
  throw new EquationError(
    `${wrapper} needs ${what} that is a parameter, and the cell "${cell.name}" has none; leave ${wrapper} out, or take another cell`,
  );
}

/** Square, and on the way from one step to the next. */
export const isRecurrence = ({ role, shape: [rows, cols] }: Multiplier): boolean =>
  role === "recurrent" && rows === cols;
