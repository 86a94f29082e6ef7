import type { Identity, Inverse, Zero } from "../plan/index.js";
import { zeros } from "./accumulate.js";
import { type Int, load, num, op, plus, ref, type Stmt, splat, times } from "./kernel.js";

export const zeroOut = ({ buffer }: Zero, lanes: number): Stmt[] =>
  zeros(buffer.offset, 0, buffer.ld * buffer.rows * buffer.times, lanes);

export function identity({ n, to: { buffer } }: Identity, lanes: number): Stmt[] {
  const diagonal: Stmt = {
    s: "for",
    name: "i",
    from: 0,
    to: n,
    step: 1,
    body: [
      { s: "ptr", name: "d", at: plus(buffer.offset, times("i", buffer.ld + 1)) },
      { s: "storeLane", at: "d", offset: 0, value: num(1) },
    ],
  };
  return [...zeroOut({ kind: "zero", buffer }, lanes), diagonal];
}

/**
 * Gauss and Jordan in place: column k becomes that of the identity by multiples of row k, and what the identity would
 * become lies in the column that is free by then.
 */
export function inverse({ n, from, to: { buffer } }: Inverse): Stmt[] {
  const { ld, offset } = buffer;
  const row = (name: string, i: Int): Stmt => ({ s: "ptr", name, at: plus(offset, times(i, ld)) });
  const each = (body: readonly Stmt[]): Stmt => ({ s: "lanes", name: "j", cols: n, body });
  const rows = (first: Int, end: Int, body: readonly Stmt[]): Stmt => ({
    s: "for",
    name: "i",
    from: first,
    to: end,
    step: 1,
    body,
  });
  const put = (at: string, value: Stmt & { s: "let" }): Stmt[] => [
    value,
    { s: "store", at, offset: 0, index: "j", value: ref(value.name) },
  ];
  const copied = rows(0, n, [
    { s: "ptr", name: "w", at: plus(from.buffer.offset, times("i", from.buffer.ld)) },
    row("d", "i"),
    each(put("d", { s: "let", name: "x", value: load("w", 0, "j") })),
  ]);
  const cleared: readonly Stmt[] = [
    row("d", "i"),
    { s: "ptr", name: "e", base: "d", at: "k" },
    { s: "let", name: "f", value: op("neg", splat("e")) },
    { s: "storeLane", at: "e", offset: 0, value: num(0) },
    each(
      put("d", {
        s: "let",
        name: "x",
        value: op("add", op("mul", ref("f"), load("p", 0, "j")), load("d", 0, "j")),
      }),
    ),
  ];
  const step: readonly Stmt[] = [
    row("p", "k"),
    { s: "ptr", name: "q", base: "p", at: "k" },
    { s: "let", name: "g", value: op("div", num(1), splat("q")) },
    { s: "storeLane", at: "q", offset: 0, value: num(1) },
    each(put("p", { s: "let", name: "y", value: op("mul", ref("g"), load("p", 0, "j")) })),
    rows(0, "k", cleared),
    rows(plus("k", 1), n, cleared),
  ];
  return [copied, { s: "for", name: "k", from: 0, to: n, step: 1, body: step }];
}
