import { type Canvas, write } from "./canvas.js";
import type { Paint } from "./style.js";

/** Where the cells of a map are: in each, the last column and, with lines, a second row are free for lines. */
export interface Grid {
  readonly left: number;
  /** Columns of a cell. */
  readonly size: number;
  readonly columns: number;
  readonly rows: number;
  readonly rowsEach: 1 | 2;
}

/** The row of the canvas in which a row of cells, counted from the bottom, begins. */
export function topOf(y: number, grid: Grid): number {
  return (grid.rows - 1 - y) * grid.rowsEach;
}

/** By which of up, right, down and left (1, 2, 4, 8) meet. */
const JUNCTIONS = " │─└││┌├─┘─┴┐┤┬┼";
const ASCII_JUNCTIONS = " |-+||++-+-++++";

/** Draws lines between cells of different regions (region[y][x]), in the paint of the cell that they run in. */
export function drawBoundary(
  on: Canvas,
  grid: Grid,
  region: readonly (readonly string[])[],
  paintOf: (x: number, y: number) => Paint,
  unicode: boolean,
): void {
  const isUpright = (x: number, y: number) => x < grid.columns - 1 && region[y]?.[x] !== region[y]?.[x + 1];
  const isFlat = (x: number, y: number) => y > 0 && region[y]?.[x] !== region[y - 1]?.[x];
  const character = (edges: number) => [...(unicode ? JUNCTIONS : ASCII_JUNCTIONS)][edges] ?? "+";
  for (let y = 0; y < grid.rows; y++) {
    for (let x = 0; x < grid.columns; x++) {
      const [left, right, top] = [
        grid.left + x * grid.size,
        grid.left + (x + 1) * grid.size - 1,
        topOf(y, grid),
      ];
      const paint = paintOf(x, y);
      // A line that reaches an edge of the map goes on to the very edge.
      const [up, flat] = [isUpright(x, y), isFlat(x, y)];
      const down = y > 0 ? isUpright(x, y - 1) : up;
      const onward = x < grid.columns - 1 ? isFlat(x + 1, y) : flat;
      if (up) write(on, right, top, character(1), paint);
      if (flat) write(on, left, top + 1, character(2).repeat(grid.size - 1), paint);
      const edges = Number(up) + 2 * Number(onward) + 4 * Number(down) + 8 * Number(flat);
      if (edges > 0) write(on, right, top + 1, character(edges), paint);
    }
  }
}
