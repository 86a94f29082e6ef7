import type { BatchSum, Outer } from "../plan/index.js";
import { accumulator, eachAccumulator, eachPanel, multiplyAdd, zeros } from "./accumulate.js";
import { address, type Mode } from "./address.js";
import {
  type Int,
  least,
  load,
  minus,
  num,
  op,
  over,
  type Procedure,
  plus,
  ref,
  type Stmt,
  times,
} from "./kernel.js";
import type { Procedures } from "./procedures.js";
import { cheapestTile, type Registers, type Tile } from "./tile.js";

/** Rows summed before the next tile: both operands of a tile stay in the first-level cache. */
const sumBlock = 64;

/** Sum over rows of outer products, from the last row to the first; tiles of the result are split between the parts. */
export function outer(o: Outer, mode: Mode, rows: Int, registers: Registers, procedures: Procedures): Stmt[] {
  const tile = tileOf(o, registers);
  const last = minus(rows, 1);
  const start = o.accumulate ? [] : cleared(o, tile);
  return [...tilesOfPart(o, tile), ...start, ...outerRows(o, mode, last, rows, tile, procedures)];
}

/**
 * Sums over the rows of all steps, from the last step to the first, some steps at a time: what several sums read comes
 * from memory once. A column sum has two levels, over a step's rows and over steps: less rounding than one long sum.
 */
export function sums(
  list: readonly (Outer | BatchSum)[],
  steps: Int,
  B: number,
  registers: Registers,
  procedures: Procedures,
): Stmt[] {
  const block = Math.max(1, Math.floor(sumBlock / B));
  const inBlock: Int = block === 1 ? 1 : "steps";
  const body = list.flatMap((i): Stmt[] => {
    if (i.kind === "batchSum") return columnSums(i, inBlock, B, registers);
    const tile = tileOf(i, registers);
    return [...tilesOfPart(i, tile), ...outerRows(i, "flat", "last", times(inBlock, B), tile, procedures)];
  });
  return [
    ...list.flatMap((i) =>
      i.accumulate
        ? []
        : i.kind === "outer"
          ? [...tilesOfPart(i, tileOf(i, registers)), ...cleared(i, tileOf(i, registers))]
          : [...columnsOfPart(i, registers), ...clearedColumns(i, registers)],
    ),
    {
      s: "for",
      name: "s",
      from: 0,
      to: steps,
      step: block,
      body: [
        ...(block === 1 ? [] : [{ s: "int", name: "steps", value: least(block, minus(steps, "s")) } as Stmt]),
        { s: "int", name: "last", value: minus(times(minus(steps, "s"), B), 1) },
        ...body,
      ],
    },
  ];
}

const tileOf = (o: Outer, registers: Registers): Tile =>
  cheapestTile(registers, [{ rows: o.m, n: o.n, work: 1 }]);

/** The tiles [i0, i1) of a result that this part computes. */
function tilesOfPart(o: Outer, tile: Tile): Stmt[] {
  const tiles = Math.ceil(o.m / tile.rows);
  return [
    { s: "int", name: "i0", value: over(times("part", tiles), "parts") },
    { s: "int", name: "i1", value: over(times(plus("part", 1), tiles), "parts") },
  ];
}

/** Adds the outer products of `rows` rows, `last` and those before it, to the tiles of this part. */
function outerRows(o: Outer, mode: Mode, last: Int, rows: Int, tile: Tile, procedures: Procedures): Stmt[] {
  const c = o.to.buffer;
  const whole = Math.floor(o.m / tile.rows);
  const rest = o.m % tile.rows;
  const row = minus(last, "r");
  const call = (m: number, i: Int): Stmt[] =>
    eachPanel(o.n, tile, (width, column) => {
      const [lda, ldb] = [o.a.buffer.ld, o.b.buffer.ld];
      const key = JSON.stringify([m, width, lda, ldb, c.ld]);
      return {
        s: "call",
        name: procedures.get(key, (n) => outerProcedure(n, m, width, lda, ldb, c.ld, tile)),
        ptrs: [
          { at: plus(address(o.a, mode, row), times(i, tile.rows)) },
          { at: plus(address(o.b, mode, row), column) },
          { at: plus(plus(c.offset, times(i, tile.rows * c.ld)), column) },
        ],
        ints: [least(sumBlock, minus(rows, "r"))],
      };
    });
  const body: Stmt[] = [];
  if (whole > 0)
    body.push({
      s: "for",
      name: "i",
      from: "i0",
      to: rest > 0 ? least("i1", whole) : "i1",
      step: 1,
      body: call(tile.rows, "i"),
    });
  if (rest > 0) body.push({ s: "ifLess", a: whole, b: "i1", body: call(rest, whole) });
  return [{ s: "for", name: "r", from: 0, to: rows, step: sumBlock, body }];
}

/** The vectors [v0, v1) of a column sum that this part computes. */
function columnsOfPart({ cols }: BatchSum, { lanes }: Registers): Stmt[] {
  const vectors = Math.ceil(cols / lanes);
  return [
    { s: "int", name: "v0", value: over(times("part", vectors), "parts") },
    { s: "int", name: "v1", value: over(times(plus("part", 1), vectors), "parts") },
  ];
}

/** Zeroes the rows of the tiles of this part. */
function cleared({ to: { buffer: c }, m }: Outer, tile: Tile): Stmt[] {
  return zeros(
    c.offset,
    times("i0", tile.rows * c.ld),
    least(times("i1", tile.rows * c.ld), m * c.ld),
    tile.lanes,
  );
}

function clearedColumns({ to: { buffer } }: BatchSum, { lanes }: Registers): Stmt[] {
  return zeros(buffer.offset, times("v0", lanes), times("v1", lanes), lanes);
}

function outerProcedure(
  name: string,
  m: number,
  width: number,
  lda: number,
  ldb: number,
  ldc: number,
  tile: Tile,
): Procedure {
  const at = (i: number, v: number) => i * ldc + v * tile.lanes;
  const body: Stmt[] = [
    ...eachAccumulator(m, width, (i, v) => ({
      s: "let",
      name: accumulator(i, v),
      value: load("c", at(i, v)),
    })),
    {
      s: "for",
      name: "k",
      from: 0,
      to: "rows",
      step: 1,
      body: [
        ...multiplyAdd(m, width, { ptr: "a", at: 0, stride: 1 }, { ptr: "b", at: 0 }, tile),
        { s: "bump", name: "a", by: -lda },
        { s: "bump", name: "b", by: -ldb },
      ],
    },
    ...eachAccumulator(m, width, (i, v) => ({
      s: "store",
      at: "c",
      offset: at(i, v),
      value: ref(accumulator(i, v)),
    })),
  ];
  return { name, ptrs: ["a", "b", "c"], ints: ["rows"], body };
}

/** Adds the rows of `steps` steps, the one of row `last` and those before it, to the columns of this part. */
function columnSums(i: BatchSum, steps: Int, B: number, registers: Registers): Stmt[] {
  return [
    ...columnsOfPart(i, registers),
    {
      s: "for",
      name: "step",
      from: 0,
      to: steps,
      step: 1,
      body: [
        { s: "int", name: "first", value: minus("last", plus(B - 1, times("step", B))) },
        columnSum(i, "flat", "first", B, "v0", "v1", registers.lanes, true),
      ],
    },
  ];
}

/** Sums the B rows of the running step, or of the only one, into the columns of a vector. */
export function columnSumOfStep(i: BatchSum, mode: Mode, B: number, { lanes }: Registers): Stmt[] {
  return [columnSum(i, mode, 0, B, 0, Math.ceil(i.cols / lanes), lanes, i.accumulate)];
}

/** Sums rows [first, first + B) into, or adds them to, the vectors [from, to) of a column sum. */
function columnSum(
  i: BatchSum,
  mode: Mode,
  first: Int,
  B: number,
  from: Int,
  to: Int,
  lanes: number,
  add: boolean,
): Stmt {
  const column = times("v", lanes);
  return {
    s: "for",
    name: "v",
    from,
    to,
    step: 1,
    body: [
      { s: "ptr", name: "a", at: plus(address(i.from, mode, first), column) },
      { s: "ptr", name: "c", at: plus(address(i.to, mode, 0), column) },
      { s: "let", name: "acc", value: num(0) },
      {
        s: "for",
        name: "q",
        from: 0,
        to: B,
        step: 1,
        body: [
          { s: "set", name: "acc", value: op("add", ref("acc"), load("a")) },
          { s: "bump", name: "a", by: i.from.buffer.ld },
        ],
      },
      { s: "store", at: "c", offset: 0, value: add ? op("add", load("c"), ref("acc")) : ref("acc") },
    ],
  };
}
