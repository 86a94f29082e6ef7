import { describe, expect, it } from "vitest";
import { stream } from "../../src/rng/index.js";
import { families, makeTask } from "../../tasks/index.js";
import { mean, rowLosses } from "./measure.js";

describe("the catalogue", () => {
  it.each(Object.entries(families))("%s names itself, its variants and its options", (name, family) => {
    expect(family.name).toBe(name);
    for (const option of Object.values(family.options.shape)) {
      expect((option as { description?: string }).description).toMatch(/\w/);
    }
    const task = family.create({});
    const [variant] = Object.keys(family.variants);
    expect(task.options).toMatchObject(variant === undefined ? {} : { variant });
    expect(Object.isFrozen(task)).toBe(true);
    expect(task.criteria.length).toBeGreaterThan(1);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["ading", {}, 'There is no task "ading"; the nearest name is "adding".'],
    ["constructor", {}, 'There is no task "constructor"; the nearest name is'],
    ["adding", { variant: "urn" }, 'Task "adding" has no variant "urn"; the nearest is "urnn".'],
    ["adding", { variant: 3 }, 'Task "adding" has no variant 3; the nearest is'],
    ["adding", { t: 10 }, 'Task "adding" has no option "t"; the nearest is "T".'],
    ["copy", { lenght: 10 }, 'Task "copy" has no option "lenght"; the nearest is "length".'],
    ["copy", { encoding: "onehot" }, 'Task "copy" has no encoding "onehot"; the nearest is "one-hot".'],
    [
      "adding",
      { T: 0 },
      'Task "adding": T must be a whole number from 2 to 100000, but it was 0; give T a value',
    ],
    ["adding", { T: -5 }, "but it was -5"],
    ["adding", { T: 10.5 }, "but it was 10.5"],
    ["adding", { T: 1e9 }, "but it was 1000000000"],
    ["adding", { T: Number.NaN }, "but it was NaN"],
    ["adding", { T: Number.POSITIVE_INFINITY }, "but it was Infinity"],
    ["adding", { T: "100" }, 'but it was "100"'],
    ["adding", { T: null }, "but it was null"],
    ["copy", { alphabet: 1 }, "alphabet must be a whole number from 2 to 1000, but it was 1"],
    [
      "adding",
      { T: 5, variant: "hs97" },
      'variant "hs97" needs T of at least 20 to place its markers, but T was 5;',
    ],
    ["copy", { T: 20, variant: "orhan" }, "with 10 symbols needs T of at least 21, but T was 20; raise T,"],
  ])("refuses %s %o in one sentence", (name, options, sentence) => {
    const attempt = () => makeTask(name, options);
    expect(attempt).toThrow(RangeError);
    expect(attempt).toThrow(sentence);
    expect(attempt).toThrow(/^[^\n]*\.$/);
  });

  it.each([
    ["adding", "urnn", 2],
    ["adding", "tcn", 2],
    ["adding", "orn", 2],
    ["adding", "spectre", 2],
    ["adding", "scornn", 3],
    ["adding", "pascanu", 10],
    ["adding", "sutskever", 10],
    ["adding", "lasagne", 10],
    ["adding", "hs97", 20],
    ["adding", "raffel", 22],
    ["copy", "variable", 2],
    ["copy", "orhan", 21],
    ["copy", "urnn", 1],
  ])("%s %s works at its shortest T, %i, and at no shorter one", (name, variant, T) => {
    const task = makeTask(name, { variant, T });
    const batch = task.sample(stream(1), 50);
    expect(mean(rowLosses(task, task.ideal(batch), batch))).toBeLessThanOrEqual(1e-12);
    expect(task.lag.min).toBeGreaterThanOrEqual(name === "copy" ? 10 : 0);
    expect(() => makeTask(name, { variant, T: T - 1 })).toThrow(RangeError);
  });
});
