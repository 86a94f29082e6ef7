import { describe, expect, it } from "vitest";
import { add, cell, dot, mat, mul, tanh, vec } from "../../src/ir/index.js";
import { BadInput, run, type Task } from "../../src/lab/index.js";
import { adding, small } from "./small.js";

describe("an experiment that does not fit", () => {
  const masked = cell({
    name: "masked",
    title: "reads a mask",
    cite: "none",
    input: { x: vec("X"), m: vec("H") },
    state: { h: vec("H") },
    output: "h",
    params: { W: mat("H", "X") },
    step: ({ x, h, m, W }) => ({ h: tanh(add(dot(W, x), mul(m, h))) }),
  });
  const wide = cell({
    name: "wide",
    title: "has another dimension",
    cite: "none",
    input: { x: vec("X") },
    state: { h: vec("R") },
    output: "h",
    params: { W: mat("R", "X") },
    step: ({ x, h, W }) => ({ h: tanh(add(dot(W, x), h)) }),
  });

  it.each<[string, object, string]>([
    [
      "cell",
      { layers: [{ cell: "lstn" }] },
      'There is no cell "lstn" (layers[0]); did you mean "lstm"? Known: ',
    ],
    ["inherited name", { layers: [{ cell: "toString" }] }, 'There is no cell "toString"'],
    [
      "dimension",
      { layers: [{ cell: "wide", dims: { S: 3 } }] },
      'layers[0].dims: the cell "wide" has no dimension "S" to size; did you mean "R"?',
    ],
    [
      "missing dimension",
      { layers: [{ cell: "wide" }] },
      'layer 0: no size is given for the dimension "R" of cell "wide"; give dims: { R: ... }',
    ],
    [
      "further input",
      { layers: [{ cell: "masked" }] },
      'gives a cell its sequence and noise alone, but "masked" also reads "m"',
    ],
    [
      "criterion",
      { criterion: "msee" },
      'The task "adding" has no criterion "msee"; did you mean "mse"? Known: mse, hs97',
    ],
    [
      "other task",
      { task: { name: "copy" } },
      'the task that its experiment names, "copy", but it was "adding"',
    ],
    ["memory", { layers: [{ cell: "lstm", hidden: 65536 }] }, "lower T, the batch or the hidden size"],
    ["memory of a batch", { batch: 65536, steps: 1 }, "lower T, the batch or the hidden size"],
    [
      "fixed set",
      { data: 1e7, steps: 1 },
      "A fixed training set takes at most 4 GB, but 10000000 sequences of 100000 steps take 1.60e+4 GB; lower data",
    ],
  ])("is refused before the first record: %s", async (_, over, message) => {
    const task: Task = "steps" in over ? { ...adding(10), steps: 1e5 } : adding(10);
    const first = run(small(task, over), task, { cells: { masked, wide } }).next();
    await expect(first).rejects.toThrow(BadInput);
    await expect(run(small(task, over), task, { cells: { masked, wide } }).next()).rejects.toThrow(message);
  });
});
