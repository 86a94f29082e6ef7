import type { Value } from "../interp/index.js";
import { type Expr, type Names, showExpr } from "../ir/index.js";
import type { Term } from "./finding.js";

const at = (v: Value | undefined, i: number): number => v?.data[i] ?? Number.NaN;
const last = (v: Value | undefined): number => v?.shape.at(-1) ?? 1;

/** What went into element i of a result: its operands there, or of a sum the largest term. */
export function termsOf(e: Expr, out: Value, operands: readonly Value[], i: number, names: Names): Term[] {
  const [a, b] = operands;
  const term = (k: number, index: number, ...place: number[]): Term => ({
    name: nameOf(e.args[k], names) + (place.length > 0 ? `[${place.map((n) => n + 1).join(", ")}]` : ""),
    value: at(operands[k], index),
  });
  const n = last(out);
  const [row, col] = [Math.floor(i / n), i % n];
  switch (e.op) {
    case "dot": {
      const K = last(a);
      const j = largest(K, (k) => at(a, col * K + k) * at(b, row * K + k));
      return [term(0, col * K + j, col, j), term(1, row * K + j, j)];
    }
    case "dotT": {
      const M = last(b);
      const j = largest(M, (k) => at(a, k * n + col) * at(b, row * M + k));
      return [term(0, j * n + col, j, col), term(1, row * M + j, j)];
    }
    case "outer": {
      const M = last(a);
      const j = largest((a?.size ?? 0) / M, (k) => at(a, k * M + row) * at(b, k * n + col));
      return [term(0, j * M + row, row), term(1, j * n + col, col)];
    }
    case "matmul": {
      const K = last(a);
      const j = largest(K, (k) => at(a, row * K + k) * at(b, k * n + col));
      return [term(0, row * K + j, row, j), term(1, j * n + col, j, col)];
    }
    case "sum": {
      const K = last(a);
      const j = largest(K, (k) => at(a, i * K + k));
      return [term(0, i * K + j, j)];
    }
    case "batchSum": {
      const j = largest((a?.size ?? 0) / out.size, (k) => at(a, k * out.size + i));
      return [term(0, j * out.size + i)];
    }
    case "inverse":
    case "max":
    case "transpose":
    case "repeat":
    case "spread":
      return [];
    default:
      return operands.flatMap((_, k) => (e.args[k]?.op === "const" ? [] : [term(k, i)]));
  }
}

const nameOf = (e: Expr | undefined, names: Names): string =>
  e ? (names.get(e) ?? showExpr(e, names)) : "?";

/** The index of the greatest size; of NaN, if there is one. */
function largest(n: number, of: (k: number) => number): number {
  let best = 0;
  for (let k = 0; k < n; k++) {
    const size = Math.abs(of(k));
    if (Number.isNaN(size)) return k;
    if (size > Math.abs(of(best))) best = k;
  }
  return best;
}
