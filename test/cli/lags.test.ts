import { describe, expect, it } from "vitest";
import { tasksFrom } from "../../cli/options/task.js";
import { keptByBias } from "../../src/report/index.js";
import { hindsightLine } from "./hindsight.js";

const zeros = "--input-init zeros --recurrent-init zeros --bias-init zeros".split(" ");
const size = "--hidden 4 --batch 4 --backend interp --seeds 2 --quiet".split(" ");

describe("profile over several lengths", () => {
  it("meets the theory to every digit printed where the bias alone decides the gate, in 80 columns", async () => {
    const argv = [
      "profile",
      "adding",
      "--T",
      "5,20",
      "--forget-bias",
      "-1,0,2",
      "--state",
      "c",
      ...zeros,
      ...size,
    ];
    const { code, stdout } = await hindsightLine(argv);
    expect(code).toBe(0);
    const numbers = (start: string) =>
      stdout
        .split("\n")
        .find((line) => line.startsWith(start))
        ?.slice(start.length)
        .trim()
        .split(/ +/);
    for (const bias of [-1, 0, 2]) {
      const measured = numbers(`lstm, forget bias ${bias} `);
      expect(measured).toHaveLength(2);
      expect(measured).toEqual(numbers(`sigmoid(${bias})^(T-1) `));
    }
    expect(stdout).toMatch(/^Gradient at t = 1 relative to the last, before training\nforget-bias\n/);
    expect(stdout).toMatch(/Line: cell path at the bias alone/);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("measures every combination of the task's lists, named by what differs", () => {
    const tasks = tasksFrom("copy", { T: [5, 10], variant: ["urnn"], alphabet: [4, 8] });
    expect(tasks.map(({ name }) => name)).toEqual([
      "T 5, alphabet 4",
      "T 5, alphabet 8",
      "T 10, alphabet 4",
      "T 10, alphabet 8",
    ]);
    expect(tasks.map(({ task }) => task.options.T)).toEqual([5, 5, 10, 10]);
    expect(tasksFrom("adding", { T: [7] }).map(({ name }) => name)).toEqual([""]);
  });
});

describe("what a constant gate keeps", () => {
  it("is a power of the gate; over the units of a chrono start, about the same at every lag", () => {
    expect(keptByBias(0, 11, 11)).toBeCloseTo(-10 * Math.log10(2), 12);
    expect(10 ** keptByBias(3, 2, 2)).toBeCloseTo(1 / (1 + Math.exp(-3)), 12);
    const [short, long] = [keptByBias("chrono", 100, 100), keptByBias("chrono", 1000, 1000)];
    expect(10 ** short).toBeCloseTo(10 ** long, 2);
    expect(10 ** long).toBeGreaterThan(0.1);
  });
});
