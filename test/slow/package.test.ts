import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "hindsight-package-"));
const inFolder = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd: folder, encoding: "utf8" });

beforeAll(() => {
  const packed =
    execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { encoding: "utf8" })
      .trim()
      .split("\n")
      .at(-1) ?? "";
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  inFolder(
    "npm",
    "install",
    "--silent",
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    resolve(folder, packed),
  );
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("the packed package runs its command from an empty folder", () => {
  expect(inFolder("npx", "hindsight", "cells")).toMatch(/lstm/);
  expect(
    inFolder("npx", "hindsight", "profile", "adding", "--cell", "lstm", "--T", "20", "--hidden", "8"),
  ).toMatch(/reach/);
});

it("the packed package is a typed library", () => {
  writeFileSync(
    join(folder, "use.ts"),
    `import { cells, compile, readouts } from "hindsight-lab";
     const { lstm } = cells;
     if (!lstm) throw new Error("no lstm");
     const engine = await compile({ input: 1, layers: [{ cell: lstm, dims: { H: 4 } }], readout: { cell: readouts.mse, on: "last", size: 1 } }, { T: 2, B: 1 });
     const loss: number = engine.forward({ T: 2, x: [1, 2], target: [1], weight: [1] }).loss;
     console.log(loss);`,
  );
  execFileSync(
    resolve("node_modules/.bin/tsc"),
    ["--strict", "--target", "es2022", "--module", "nodenext", "--types", "", "use.ts"],
    { cwd: folder },
  );
  expect(Number(inFolder("node", "use.js"))).toBe(1);
});
