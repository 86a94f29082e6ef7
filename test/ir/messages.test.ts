import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cells } from "../../src/cells/index.js";
import * as ir from "../../src/ir/index.js";
import { cell, type Expr, mat, scalar, vec } from "../../src/ir/index.js";

/** What someone without types, or with a cast, would write: each breaks one rule. */
const x = vec("X");
const wrong = (e: Expr) => e as Expr<ir.Vec<string>>;

const broken =
  (step: (v: Readonly<Record<"x" | "h" | "W" | "U" | "b" | "s", Expr>>) => Record<string, Expr>) => () =>
    cell({
      name: "broken",
      title: "a cell with one mistake",
      cite: "none",
      input: { x },
      state: { h: vec("H"), s: scalar() },
      output: "h",
      params: { W: mat("H", "X"), U: mat("H", "H"), b: vec("H") },
      step: (values) => step(values as never) as never,
    });
const M = (e: Expr) => e as Expr<ir.Mat<string, string>>;

const mistakes: Readonly<Record<string, () => unknown>> = {
  "add of [H] and [X]": broken(({ h, x, s }) => ({ h: ir.add(h, x), s })),
  "mul of a vector and a matrix": broken(({ h, W, s }) => ({ h: ir.mul(h, W), s })),
  "dot of [H, X] and [H]": broken(({ W, h, s }) => ({ h: ir.dot(M(W), wrong(h)), s })),
  "dot of two vectors": broken(({ x, h, s }) => ({ h: ir.dot(M(x), wrong(h)), s })),
  "dotT of [H, X] and [X]": broken(({ W, x, s }) => ({ h: ir.dotT(M(W), wrong(x)), s })),
  "outer of a matrix": broken(({ W, h, s }) => ({ h: ir.outer(wrong(W), wrong(h)), s })),
  "matmul of [H, X] and [H, H]": broken(({ W, U, s }) => ({ h: ir.matmul(M(W), M(U)), s })),
  "transpose of a vector": broken(({ h, s }) => ({ h: ir.transpose(M(h)), s })),
  "sum of a scalar": broken(({ h, s }) => ({ h, s: ir.sum(s) })),
  "max of a matrix": broken(({ h, W }) => ({ h, s: ir.max(wrong(W)) })),
  "repeat of a vector of examples": broken(({ h, s }) => ({ h: ir.repeat(h, "X"), s })),
  "spread of a matrix": broken(({ W, s }) => ({ h: ir.spread(W), s })),
  "no new state": broken(({ h }) => ({ h })),
  "a state of another shape": broken(({ x, s }) => ({ h: x, s })),
  "a state that no example touches": broken(({ b, s }) => ({ h: b, s })),
  "a parameter that is not used": broken(({ W, U, x, h, s }) => ({
    h: ir.tanh(ir.add(ir.dot(M(W), wrong(x)), ir.dot(M(U), wrong(h)))),
    s,
  })),
  "one name twice": () =>
    cell({
      name: "twice",
      title: "",
      cite: "",
      input: { x },
      state: { x },
      output: "x",
      params: {},
      step: (v) => ({ x: v.x }),
    }),
  "an output that is not returned": () =>
    cell({
      name: "mute",
      title: "",
      cite: "",
      input: { x },
      state: {},
      output: "y",
      params: {},
      step: () => ({}),
    }),
  "a layer without its size": () =>
    ir.parameters({
      input: 2,
      layers: [{ cell: cells.rnn ?? failed(), dims: {} }],
      readout: { cell: cells.rnn ?? failed(), on: "last", size: 1 },
    }),
};

function failed(): never {
  throw new Error("the catalogue has no rnn");
}

function messageOf(mistake: () => unknown): string {
  try {
    mistake();
  } catch (e) {
    if (e instanceof ir.EquationError) return e.message;
    throw e;
  }
  throw new Error("nothing was thrown");
}

const here = "messages.test.ts";
const normal = (message: string): string => message.replace(/at \S*\/(\w[\w.]*):\d+/g, "at $1:LINE");

describe("a mistake in an equation", () => {
  it.each(Object.entries(mistakes))("%s is refused when the cell is defined", (_, mistake) => {
    expect(mistake).toThrow(ir.EquationError);
  });

  it("is told in the words of the golden file", async () => {
    const text = Object.entries(mistakes).map(
      ([name, mistake]) => `${name}\n  ${normal(messageOf(mistake))}\n`,
    );
    await expect(text.join("\n")).toMatchFileSnapshot("golden/messages.txt");
  });

  it("names cell, operation, shapes, the author's own line, and what to write instead", () => {
    const message = messageOf(mistakes["add of [H] and [X]"] ?? failed);
    const line = readFileSync(new URL(here, import.meta.url), "utf8")
      .split("\n")
      .findIndex((l) => l.includes("h: ir.add(h, x)"));
    expect(message).toContain('cell "broken"');
    expect(message).toContain("add");
    expect(message).toContain("[H]");
    expect(message).toContain("x: [X]");
    expect(message).toContain(`${here}:${line + 1}`);
    expect(message).toContain("dot(W, x)");
  });
});
