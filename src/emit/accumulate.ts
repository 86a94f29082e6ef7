import { type Int, load, num, op, plus, ref, type Stmt, splat, times } from "./kernel.js";
import { panels, type Tile } from "./tile.js";

/** What is printed for every accumulator of a tile: that of row i and vector v is called `s<i>_<v>`. */
export function eachAccumulator(rows: number, width: number, print: (i: number, v: number) => Stmt): Stmt[] {
  return Array.from({ length: rows * width }, (_, n) => print(Math.floor(n / width), n % width));
}

export const accumulator = (i: number, v: number): string => `s${i}_${v}`;

/**
 * Adds the products of `rows` numbers, `stride` apart from `at` on, and `width` vectors at `across` to the accumulators of
 * their tile.
 */
export function multiplyAdd(
  rows: number,
  width: number,
  numbers: { readonly ptr: string; readonly at: number; readonly stride: number },
  vectors: { readonly ptr: string; readonly at: number },
  { lanes }: Tile,
): Stmt[] {
  const { ptr, at, stride } = numbers;
  const across = Array.from(
    { length: width },
    (_, v): Stmt => ({ s: "let", name: `w${v}`, value: load(vectors.ptr, vectors.at + v * lanes) }),
  );
  const down = Array.from({ length: rows }, (_, i): Stmt[] => [
    { s: "let", name: "x", value: splat(ptr, at + i * stride) },
    ...eachAccumulator(1, width, (_, v) => ({
      s: "set",
      name: accumulator(i, v),
      value: op("add", op("mul", ref("x"), ref(`w${v}`)), ref(accumulator(i, v))),
    })),
  ]);
  return [...across, ...down.flat()];
}

/** A loop for every width of the panels of n columns; `call` is told the column that a turn begins with. */
export function eachPanel(n: number, tile: Tile, call: (width: number, column: Int) => Stmt): Stmt[] {
  return panels(n, tile).map(({ width, first, count }): Stmt => {
    const column = times(plus(first, times("p", width)), tile.lanes);
    return { s: "for", name: "p", from: 0, to: count, step: 1, body: [call(width, column)] };
  });
}

/** Zeroes the elements [from, to) from `offset` on. */
export const zeros = (offset: number, from: Int, to: Int, lanes: number): Stmt[] => [
  {
    s: "for",
    name: "z",
    from,
    to,
    step: lanes,
    body: [
      { s: "ptr", name: "d", at: plus(offset, "z") },
      { s: "store", at: "d", offset: 0, value: num(0) },
    ],
  },
];
