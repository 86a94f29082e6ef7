import { expect, it } from "vitest";
import { capacityPage, learntPage } from "../../cli/pages/reservoir.js";
import { parseReservoir } from "../../src/reservoir/index.js";
import { makeTask } from "../../tasks/index.js";
import { hindsightLine } from "./hindsight.js";

const style = { width: 80, color: false, unicode: true };

it("prints one record a combination with --json", async () => {
  const argv = "reservoir --units 5 --samples 50 --lags 3 --radius 0.5,0.9 --leak 1,0.5 --json".split(" ");
  const { code, stdout, stderr } = await hindsightLine(argv);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const records = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(records.map(({ name }) => name)).toEqual([
    "radius 0.5, leak 1",
    "radius 0.5, leak 0.5",
    "radius 0.9, leak 1",
    "radius 0.9, leak 0.5",
  ]);
  for (const { curve, total } of records) {
    expect(curve).toHaveLength(3);
    expect(total).toBeCloseTo(curve.reduce((a: number, b: number) => a + b));
  }
});

it("reads a task out and says whether that solves it", async () => {
  const argv = "reservoir recall --T 3 --units 20 --samples 100 --radius 0.9".split(" ");
  const { code, stdout } = await hindsightLine(argv);
  expect(code).toBe(0);
  expect(stdout).toMatch(/recall +accuracy +exact +over03 +solved/);
  expect(stdout).toMatch(/reservoir +1 +1 +\S+ +yes/);
});

it.each([
  [
    "reservoir --radius -1",
    "hindsight: radius must be a number from 0 to 10, but it was -1; write e.g. 0.9.",
  ],
  ["reservoir --leak fast", 'hindsight: --leak must be a number, but it was "fast".'],
  [
    "reservoir --matrix ring",
    'hindsight: matrix must be one of sparse, cycle, orthogonal, but it was "ring"; did',
  ],
  ["reservoir adding --lags 3", "hindsight: --lags is about memory capacity, but the task adding was named;"],
  ["reservoir ading", 'hindsight: There is no task "ading"; the nearest name is "adding".'],
])("%s is refused in one sentence", async (line, sentence) => {
  const { code, stderr } = await hindsightLine(line.split(" "));
  expect(code).toBe(2);
  expect(stderr.startsWith(sentence)).toBe(true);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

it("says of what left the range of numbers that it did", () => {
  const reservoir = parseReservoir({ units: 2 });
  const broken = { name: "radius 9", reservoir, curve: [Number.NaN, Number.NaN], total: Number.NaN };
  const fine = { name: "radius 1", reservoir, curve: [0.9, 0.2], total: 1.1 };
  const page = capacityPage([broken, fine], style);
  expect(page.replace(/\s+/g, " ")).toContain("NaN for radius 9: the states, or the readout, left");
  expect(learntPage(makeTask("adding"), [{ name: "radius 9" }], style)).toMatch(/radius 9 +no/);
  expect(page.split("\n").filter((line) => line.length > 80)).toEqual([]);
});
