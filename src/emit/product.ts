import type { Gemm, Pack } from "../plan/index.js";
import { accumulator, eachAccumulator, eachPanel, multiplyAdd } from "./accumulate.js";
import { address, type Mode } from "./address.js";
import { copyProcedure } from "./copy.js";
import {
  type Int,
  least,
  load,
  minus,
  num,
  over,
  type Procedure,
  plus,
  ref,
  type Stmt,
  times,
} from "./kernel.js";
import type { Procedures } from "./procedures.js";
import { panels, type Tile } from "./tile.js";

/** Weights into panels: for each panel, k rows of its columns, one after another. */
export function pack({ packed }: Pack, tile: Tile, procedures: Procedures): Stmt[] {
  const { parts, n, to } = packed;
  const K = parts.reduce((s, p) => s + p.k, 0);
  const name = procedures.get("copy", copyProcedure(false));
  const out: Stmt[] = [];
  for (const { width, first, count } of panels(n, tile)) {
    const columns = width * tile.lanes;
    for (let p = 0; p < count; p++) {
      const start = (first + p * width) * tile.lanes;
      const used = Math.min(columns, n - start);
      let above = 0;
      for (const part of parts) {
        const from = part.from.offset + part.at + start * (part.transposed ? 1 : part.ld);
        const steps = part.transposed ? [part.ld, 1] : [1, part.ld];
        const target = { at: to.offset + start * K + above * columns };
        out.push({ s: "call", name, ptrs: [target, { at: from }], ints: [part.k, used, columns, ...steps] });
        above += part.k;
      }
    }
  }
  return out;
}

/** Rows of a product that go through all panels before the next rows do: their left operands stay in cache. */
const rowBlock = 256;

export function gemm(g: Gemm, mode: Mode, from: Int, to: Int, tile: Tile, procedures: Procedures): Stmt[] {
  const terms = g.terms.map((t) => ({ k: t.k, ld: t.a.buffer.ld }));
  const K = terms.reduce((s, t) => s + t.k, 0);
  const calls = (row: Int, rows: Int): Stmt[] =>
    g.outs.flatMap((o) =>
      eachPanel(o.n, tile, (width, column) => {
        const start = typeof o.start === "object" ? "bias" : o.start;
        const ldc = o.to.buffer.ld;
        const key = JSON.stringify([terms, width, ldc, start]);
        return {
          s: "call",
          name: procedures.get(key, (n) => gemmProcedure(n, terms, width, ldc, start, tile)),
          ptrs: [
            ...g.terms.map((t) => ({ at: address(t.a, mode, row) })),
            { at: plus(o.weights.offset, times(column, K)) },
            { at: plus(address(o.to, mode, row), column) },
            ...(typeof o.start === "object" ? [{ at: plus(address(o.start, mode, 0), column) }] : []),
          ],
          ints: [rows],
        };
      }),
    );
  if (mode === "loop") return calls(from, minus(to, from));
  return [
    { s: "for", name: "r", from, to, step: rowBlock, body: calls("r", least(rowBlock, minus(to, "r"))) },
  ];
}

function gemmProcedure(
  name: string,
  terms: readonly { readonly k: number; readonly ld: number }[],
  width: number,
  ldc: number,
  start: "zero" | "there" | "bias",
  tile: Tile,
): Procedure {
  const block = (m: number, row: Int): Stmt[] => {
    const body: Stmt[] = [];
    terms.forEach(({ ld }, s) => {
      body.push({ s: "ptr", name: `x${s}`, base: `a${s}`, at: times(row, ld) });
    });
    body.push(
      { s: "ptr", name: "y", base: "c", at: times(row, ldc) },
      { s: "ptr", name: "w", base: "b", at: 0 },
    );
    body.push(
      ...eachAccumulator(m, width, (i, v) => ({
        s: "let",
        name: accumulator(i, v),
        value:
          start === "zero"
            ? num(0)
            : start === "there"
              ? load("y", i * ldc + v * tile.lanes)
              : load("bias", v * tile.lanes),
      })),
    );
    terms.forEach(({ k, ld: stride }, s) => {
      const turns = k % tile.unroll === 0 ? tile.unroll : 1;
      const inner = Array.from({ length: turns }, (_, u) =>
        multiplyAdd(
          m,
          width,
          { ptr: `x${s}`, at: u, stride },
          { ptr: "w", at: u * width * tile.lanes },
          tile,
        ),
      ).flat();
      inner.push(
        { s: "bump", name: `x${s}`, by: turns },
        { s: "bump", name: "w", by: turns * width * tile.lanes },
      );
      body.push({ s: "for", name: "k", from: 0, to: k / turns, step: 1, body: inner });
    });
    body.push(
      ...eachAccumulator(m, width, (i, v) => ({
        s: "store",
        at: "y",
        offset: i * ldc + v * tile.lanes,
        value: ref(accumulator(i, v)),
      })),
    );
    return body;
  };
  return {
    name,
    ptrs: [...terms.map((_, s) => `a${s}`), "b", "c", ...(start === "bias" ? ["bias"] : [])],
    ints: ["rows"],
    body: byTiles(tile.rows, block),
  };
}

/** Runs `block` over `rows` rows: whole tiles first, then the rest in powers of two. */
function byTiles(tileRows: number, block: (rows: number, at: Int) => Stmt[]): Stmt[] {
  const body: Stmt[] = [
    { s: "int", name: "done", value: times(over("rows", tileRows), tileRows) },
    { s: "for", name: "i", from: 0, to: "done", step: tileRows, body: block(tileRows, "i") },
  ];
  let rest = 1;
  while (rest * 2 < tileRows) rest *= 2;
  for (; tileRows > 1 && rest >= 1; rest /= 2)
    body.push({
      s: "ifLess",
      a: plus("done", rest - 1),
      b: "rows",
      body: [...block(rest, "done"), { s: "increase", name: "done", by: rest }],
    });
  return body;
}
