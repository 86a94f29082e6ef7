import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as cellsRoom from "../../src/cells/index.js";
import { derive } from "../../src/diff/index.js";
import * as initRoom from "../../src/init/index.js";
import { type Cell, type OpName, ops, topological } from "../../src/ir/index.js";
import * as optimRoom from "../../src/optim/index.js";
import { stream } from "../../src/rng/index.js";
import { wrappers } from "../../src/wrap/index.js";
import * as tasksRoom from "../../tasks/index.js";
import { cellsUnderLaw, subjects } from "./subjects.js";

const isCell = (v: unknown): v is Cell =>
  typeof v === "object" && v !== null && "values" in v && "states" in v;

/** Names that the files of a room export, except those of a few files. */
const sources = (room: string): string[] =>
  readdirSync(new URL(`../../${room}/`, import.meta.url))
    .filter((f) => f.endsWith(".ts"))
    .map((f) => readFileSync(new URL(`../../${room}/${f}`, import.meta.url), "utf8"));

describe("everything exported is in its catalogue", () => {
  it("every cell that a file defines is exported, in the catalogue under its own name, cited, and under all laws", () => {
    const readoutCells = Object.values(cellsRoom.readouts);
    const exported = Object.values(cellsRoom).filter(isCell);
    const defined = sources("src/cells")
      .join("\n")
      .match(/^export const \w+(: Cell)? = (cell|dense)\(/gm)?.length;
    expect(exported).toHaveLength(defined ?? Number.NaN);
    for (const cell of exported) {
      if (!readoutCells.includes(cell)) {
        expect(cellsRoom.cells[cell.name]).toBe(cell);
        expect(cellsUnderLaw).toContain(cell);
      }
      expect(Object.keys(cellsRoom.references), cell.name).toContain(cell.cite);
      expect(cell.title, cell.name).not.toBe("");
    }
    for (const [name, cell] of Object.entries(cellsRoom.cells)) expect(cell.name).toBe(name);
  });

  it("every cell of the catalogue is a subject of the laws, and so is every readout on the last and on every step", () => {
    const run = new Set(subjects.flatMap(({ network }) => network.layers.map(({ cell }) => cell)));
    for (const cell of cellsUnderLaw) expect(run, cell.name).toContain(cell);
    const readouts = new Set(
      subjects.map(({ network: { readout } }) => `${readout.cell.name} ${readout.on}`),
    );
    expect([...readouts].sort()).toEqual(
      Object.keys(cellsRoom.readouts)
        .flatMap((loss) => [`${loss} every`, `${loss} last`])
        .sort(),
    );
  });

  it("every op of the table runs in some cell under law, forward or back", () => {
    const seen = new Set<OpName>();
    const underLaw = subjects.flatMap(({ network }) => network.layers.map(({ cell }) => cell));
    for (const cell of [...underLaw, ...Object.values(cellsRoom.readouts)]) {
      const d = derive(cell);
      for (const group of [
        d.once,
        d.step,
        d.adjoint.states,
        d.adjoint.inputs,
        d.adjoint.params,
        d.onceAdjoint,
      ])
        for (const e of topological(Object.values(group))) seen.add(e.op);
    }
    expect(Object.keys(ops).filter((op) => !seen.has(op as OpName))).toEqual([]);
  });

  it("every cited reference is known, every known one cited", () => {
    const cited = new Set(
      [...Object.values(cellsRoom.cells), ...Object.values(cellsRoom.readouts), ...wrappers.values()].map(
        ({ cite }) => cite,
      ),
    );
    expect(Object.keys(cellsRoom.references).sort()).toEqual([...cited].sort());
  });

  it("every initialiser that is exported is a family of the catalogue, and its example passes its own check", () => {
    const given = stream(1, "catalogue");
    const names = [...initRoom.initialisers.values()].map(({ make }) => make);
    const makers = Object.entries(initRoom).filter(
      ([name, v]) =>
        typeof v === "function" && !["initialise", "parseInitialiser", "withGain"].includes(name),
    );
    expect(makers).toHaveLength(names.length);
    for (const [name, { example }] of initRoom.initialisers)
      expect(example.check(example.draw(40, 40, given), 40, 40), name).toBeUndefined();
  });

  it("every task family and every link of the optimiser chain is in its catalogue under its own name", () => {
    const families = Object.values(tasksRoom).filter((v) => typeof v === "object" && "create" in v);
    expect(new Set(families)).toEqual(new Set(Object.values(tasksRoom.families)));
    for (const [name, family] of Object.entries(tasksRoom.families)) expect(family.name).toBe(name);
    const links = Object.values(optimRoom).flatMap((v) =>
      typeof v === "function" && "family" in v ? [v] : [],
    );
    expect(new Set<unknown>(links)).toEqual(new Set([...optimRoom.links.values()]));
    for (const [name, { family }] of optimRoom.links) expect(family).toBe(name);
  });
});
