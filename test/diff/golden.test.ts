import { describe, expect, it } from "vitest";
import { cells, readouts } from "../../src/cells/index.js";
import { type Derivative, derive } from "../../src/diff/index.js";
import { type Cell, type Expr, showEquations, topological } from "../../src/ir/index.js";

/** A cell as one reads it: step, adjoint, what is saved. */
function pageOf(cell: Cell): string {
  const d = derive(cell);
  const named = (of: Readonly<Record<string, Expr>>, label = (name: string) => name): [string, Expr][] =>
    Object.entries(of).map(([name, e]) => [label(name), e]);
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length > 0 ? [title, ...lines.map((l) => `  ${l}`), ""] : [];
  const step = Object.fromEntries(
    Object.keys(cell.values).flatMap((n) => (d.step[n] ? [[n, d.step[n]]] : [])),
  );
  const adjoint = [
    ...named(d.adjoint.states, (s) => `d${s}[t-1]`),
    ...named({ ...d.adjoint.inputs, ...d.adjoint.params }, (name) => `d${name}`),
  ];
  return [
    `${cell.name}: ${cell.title}`,
    "",
    ...section("once", showEquations(named(d.once), d.names)),
    ...section("step", showEquations(named(step), d.names)),
    ...section("adjoint", showEquations(adjoint, d.names)),
    ...section(
      "saved",
      d.saved.map(
        ({ name, value, isState }) => `${name} [${value.shape}]${isState ? ", kept as a state anyway" : ""}`,
      ),
    ),
  ].join("\n");
}

const all = [...Object.values(cells), ...Object.values(readouts)];

describe.each(all)("$name", (cell) => {
  it("has the equations, the adjoint and the saved values that it had", async () => {
    await expect(pageOf(cell)).toMatchFileSnapshot(`golden/${cell.name}.txt`);
  });

  const d: Derivative = derive(cell);
  const adjoint = [d.adjoint.states, d.adjoint.inputs, d.adjoint.params, d.totals].flatMap((group) =>
    Object.values(group),
  );

  it("reads in its adjoint only what is there on the way back", () => {
    const saved = new Set(d.saved.map(({ name }) => name));
    const arriving = new Set(d.arriving.map(({ name }) => name));
    for (const leaf of topological(adjoint).filter((e) => e.op === "var")) {
      if (leaf.role === "saved") expect(saved, leaf.name).toContain(leaf.name);
      else if (leaf.role === "cotangent") expect(arriving, leaf.name).toContain(leaf.name);
      else expect(["input", "state", "param", "derived"]).toContain(leaf.role);
    }
  });

  it("saves nothing that its adjoint does not read, and has a cotangent for every state, input and parameter", () => {
    const read = new Set(topological(adjoint).flatMap((e) => (e.role === "saved" ? [e.name] : [])));
    expect(d.saved.map(({ name }) => name).filter((name) => !read.has(name))).toEqual([]);
    expect(Object.keys(d.adjoint.states).sort()).toEqual(Object.keys(cell.states).sort());
    // Parameters that values are derived from once get theirs through those.
    const direct = Object.keys(d.adjoint.params).filter((p) => !(p in d.once));
    expect(new Set([...direct, ...Object.keys(d.onceAdjoint)])).toEqual(new Set(Object.keys(cell.params)));
    expect(Object.keys(d.adjoint.inputs)).toContain("x");
  });
});
