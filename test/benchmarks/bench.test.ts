import { expect, it } from "vitest";
import { hindsight, hindsightLine } from "../cli/hindsight.js";

const tiny = ["--cells", "lstm", "--shapes", "5x2x3", "--rounds", "1", "--threads", "1"];
const records = (stdout: string) =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

it("verifies and times a training step on every backend, one record a line", async () => {
  const { code, stdout, stderr } = await hindsight(["bench", ...tiny, "--json"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const [machine, ...steps] = records(stdout);
  expect(machine).toMatchObject({ kind: "machine", node: process.version });
  expect(steps.map(({ backend }) => backend)).toEqual(["native", "wasm", "interp"]);
  for (const step of steps) {
    expect(step).toMatchObject({
      kind: "step-time",
      cell: "lstm",
      shape: { T: 5, B: 2, H: 3 },
      verified: true,
    });
    const { milliseconds, gflops, sequencesPerSecond } = step;
    const work = 6 * 5 * 2 * 4 * (3 * 3 + 3 * 2);
    expect(Number(gflops) * Number(milliseconds) * 1e6).toBeCloseTo(work, 3);
    expect(Number(sequencesPerSecond) * Number(milliseconds)).toBeCloseTo(2000, 3);
  }
  const [native, wasm, interp] = steps.map(({ peak }) => peak);
  expect(native).toBeGreaterThan(0);
  expect(wasm).toBeGreaterThan(0);
  expect(interp).toBeUndefined();
});

it("prints a table with bars that fits into 80 columns", async () => {
  const { code, stdout, stderr } = await hindsightLine(["bench", ...tiny, "--backend", "wasm"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("T 5, B 2, H 3");
  expect(stdout).toMatch(/^lstm +wasm .* % +[█░]{16}$/m);
  expect(stdout).toMatch(/^Peak in GFLOP\/s: wasm \d/m);
  expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

it("measures what batches, updates and the probe cost", async () => {
  for (const what of ["data", "update", "probe"]) {
    const { code, stdout } = await hindsightLine(["bench", what, ...tiny, "--backend", "wasm", "--json"]);
    expect(code).toBe(0);
    expect(records(stdout)[1]).toMatchObject({
      kind: "share",
      of: what,
      share: expect.any(Number) as number,
    });
  }
});

it("says what is wrong in one sentence", async () => {
  const cases: readonly (readonly [argv: readonly string[], message: RegExp])[] = [
    [["speed"], /Allowed choices are steps, peers/],
    [["--cells", "ltsm"], /There is no cell "ltsm"; did you mean "lstm"\?/],
    [["--shapes", "200x32"], /A shape is TxBxH/],
    [["--backend", "cuda"], /There is no backend "cuda"/],
    [["--threads", "0"], /--threads must be a whole number from 1 to 64/],
    [["growth", "--shapes", "5x2x3"], /bench growth has sizes of its own/],
  ];
  for (const [argv, message] of cases) {
    const { code, stderr } = await hindsightLine(["bench", ...argv]);
    expect({ argv, code }).toEqual({ argv, code: 2 });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain("\n");
  }
});
