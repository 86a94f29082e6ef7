/** Accumulators that a product keeps in registers: `rows` rows of `vectors` vectors. */
export interface Tile {
  readonly lanes: number;
  readonly rows: number;
  readonly vectors: number;
  /** Turns of the inner loop printed as one. */
  readonly unroll: number;
}

/** The vector registers of a machine: the tiles that fit them. */
export interface Registers {
  /** Elements of a vector. */
  readonly lanes: number;
  readonly tiles: readonly (readonly [rows: number, vectors: number])[];
  readonly unroll: number;
}

/**
 * Registers of `bytes` bytes: 32 of 512 bits (AVX-512), 16 of 256 (AVX2), 16 of 128 (SSE, and what a WebAssembly
 * engine can count on), or `many` of 128 (NEON has 32).
 */
export function registers(bytes: 64 | 32 | 16, elementBytes: number, many = false): Registers {
  const lanes = bytes / elementBytes;
  if (bytes === 64)
    return {
      lanes,
      tiles: [
        [8, 3],
        [5, 5],
        [6, 4],
      ],
      unroll: 2,
    };
  if (bytes === 32) return { lanes, tiles: [[4, 3]], unroll: 1 };
  return { lanes, tiles: [many ? [8, 2] : [4, 2]], unroll: 1 };
}

/** Columns [first, first + count·width) in panels of `width` vectors. */
interface Panels {
  readonly width: number;
  readonly first: number;
  readonly count: number;
}

/** Splits n columns into panels of nearly equal width, the wider first. */
export function panels(n: number, tile: Tile): Panels[] {
  const vectors = Math.ceil(n / tile.lanes);
  const count = Math.ceil(vectors / tile.vectors);
  const narrow = Math.floor(vectors / count);
  const wide = vectors % count;
  return [
    { width: narrow + 1, first: 0, count: wide },
    { width: narrow, first: wide * (narrow + 1), count: count - wide },
  ].filter((p) => p.count > 0);
}

/** A product of `rows` rows and n columns, done `work` times. */
export interface Shape {
  readonly rows: number;
  readonly n: number;
  readonly work: number;
}

/** The tile of these registers that the products cost least with. */
export function cheapestTile({ lanes, tiles, unroll }: Registers, products: readonly Shape[]): Tile {
  const all = tiles.map(([rows, vectors]) => ({ lanes, rows, vectors, unroll }));
  const costs = all.map((tile) => products.reduce((sum, p) => sum + p.work * cost(p, tile), 0));
  const least = all[costs.indexOf(Math.min(...costs))];
  if (!least) throw new Error("a machine has at least one tile");
  return least;
}

/**
 * Estimated cycles of one turn of the inner loop over all tiles of a product: two multiplications and two loads a cycle,
 * four cycles until a sum can be added to again, and one for what surrounds the loop.
 */
function cost({ rows, n }: Shape, tile: Tile): number {
  const heights = [...Array<number>(Math.floor(rows / tile.rows)).fill(tile.rows), ...rest(rows % tile.rows)];
  let cycles = 0;
  for (const { width, count } of panels(n, tile))
    for (const height of heights)
      cycles += count * (1 + Math.max((height * width) / 2, (height + width) / 2, 4));
  return cycles;
}

/** The powers of two that rows beyond the last whole tile are done in. */
function rest(rows: number): number[] {
  const out: number[] = [];
  for (let left = rows, step = 2 ** 30; left > 0; step /= 2)
    if (step <= left) {
      out.push(step);
      left -= step;
    }
  return out;
}
