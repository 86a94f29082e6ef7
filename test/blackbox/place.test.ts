import { describe, expect, it } from "vitest";
import { add, type Cell, cell, dot, exp, mat, mul, parameters, vec } from "../../src/ir/index.js";
import {
  type BlackBox,
  type ExperimentInput,
  network,
  rerun,
  type Step,
  type Task,
  traceStep,
} from "../../src/lab/index.js";
import { stream } from "../../src/rng/index.js";
import { adding, runAll, small } from "../lab/small.js";
import { linear } from "../laws/linear.js";

const MAX = 3.4028234663852886e38;
const FINITE = { loss: 0, gradientNorm: 0, parametersAreFinite: true };

/** A step of a network whose parameters are all zero but for those given. */
function step(
  task: Task,
  over: Partial<ExperimentInput>,
  given: Readonly<Record<string, (row: number, col: number) => number>>,
  cells: Readonly<Record<string, Cell>> = {},
): Step {
  const experiment = small(task, { chain: "sgd:lr=0.1", ...over });
  const all = parameters(network(experiment, task, cells));
  const params = new Float32Array(all.reduce((n, { size }) => n + size, 0));
  for (const { name, offset, size, cols } of all)
    for (let i = 0; i < size; i++) params[offset + i] = given[name]?.(Math.floor(i / cols), i % cols) ?? 0;
  return { experiment, step: 0, params, optimiser: [], precision: "float32", seen: FINITE };
}

const firstBatch = (task: Task, { experiment }: Step) =>
  task.sample(stream(experiment.seed, "data").split(0), experiment.batch);
const diagonal = (x: number) => (row: number, col: number) => (row === col ? x : 0);

const gated = cell({
  name: "gated",
  title: "an exponential gate",
  cite: "elman1990",
  input: { x: vec("X") },
  state: { h: vec("H") },
  output: "h",
  params: { W: mat("H", "X"), b: vec("H"), Wi: mat("H", "X"), bi: vec("H") },
  step({ x, h, W, b, Wi, bi }) {
    const i = exp(add(dot(Wi, x), bi));
    return { h: add(h, mul(i, add(dot(W, x), b))), i };
  },
});

describe("the first value that is not finite", () => {
  it("of h = 3h + 1 is 3h of time step 82, where (3^82 - 3) / 2 is above the largest float32", async () => {
    const task = adding(100);
    const box = step(
      task,
      { layers: [{ cell: "rnn-relu", hidden: 3 }], backend: "wasm" },
      { "0.U": diagonal(3), "0.b": (row) => (row === 1 ? 1 : 0) },
    );
    expect((3 ** 82 - 3) / 2).toBeGreaterThan(MAX);
    expect((3 ** 81 - 3) / 2).toBeLessThan(MAX);
    const again = await rerun(box, task);
    const report = await traceStep({ ...box, seen: again }, task);
    expect(report).toMatchObject({
      step: 1,
      agrees: true,
      first: { phase: "forward", layer: 0, t: 82, op: "dot", name: "h_pre", unit: [2], example: 1 },
      where: "t = 82 of 100, layer 1, h (relu), unit 2, example 1, forward",
      what: "U·h[t-1] is Infinity; the largest term is U[2, 2] = 3 times h[t-1][2] = 2.22e38",
    });
    expect((await traceStep({ ...box, precision: "float64" }, task)).first).toBeUndefined();
  });

  it("is in the gate, the unit and the step in which a huge weight meets its first input", async () => {
    const task = adding(20);
    const box = step(
      task,
      { layers: [{ cell: "gated", hidden: 4 }] },
      { "0.Wi": (row, col) => (row === 2 && col === 1 ? 100 : 0), "0.b": () => 1 },
      { gated },
    );
    const { x, T, B } = firstBatch(task, box);
    const marked = Array.from({ length: T * B }, (_, i) => x[2 * i + 1] === 1).indexOf(true);
    expect((await traceStep(box, task, { gated })).first).toMatchObject({
      phase: "forward",
      layer: 0,
      t: Math.floor(marked / B) + 1,
      gate: "i",
      activation: "exp",
      op: "exp",
      equation: "exp(i_pre)",
      unit: [3],
      example: (marked % B) + 1,
      value: Number.POSITIVE_INFINITY,
      terms: [{ name: "i_pre", value: 100 }],
    });
  });

  it("on the way back alone is where 3^n times the gradient of the loss overflows", async () => {
    const task = adding(100);
    const box = step(
      task,
      { layers: [{ cell: "linear", hidden: 1 }] },
      { "0.U": () => 3, "readout.V": () => 1 },
      { linear },
    );
    const { target, B } = firstBatch(task, box);
    const start = (2 * Math.max(...target)) / B;
    const n = Math.ceil(Math.log(MAX / start) / Math.log(3));
    const wasm = { ...box, experiment: { ...box.experiment, backend: "wasm" as const } };
    const again = await rerun(wasm, task, { cells: { linear } });
    expect([again.loss, again.gradientNorm].map(Number.isFinite)).toEqual([true, false]);
    const report = await traceStep({ ...box, seen: again }, task, { linear });
    expect(report).toMatchObject({
      agrees: true,
      first: {
        phase: "backward",
        layer: 0,
        t: 100 - n + 1,
        op: "dotT",
        example: target.indexOf(Math.max(...target)) + 1,
      },
    });
  });

  it("was in the data, when a task of one's own has NaN there", async () => {
    const good = adding(10);
    const task: Task = {
      ...good,
      sample(from, B) {
        const batch = good.sample(from, B);
        batch.x[(4 * B + 2) * 2 + 1] = Number.NaN;
        return batch;
      },
    };
    const boxes: BlackBox[] = [];
    const records = await runAll(
      small(task, {
        layers: [
          { cell: "gru", hidden: 3 },
          { cell: "rnn", hidden: 2 },
        ],
      }),
      task,
      {
        onNonFinite: (box) => boxes.push(box),
      },
    );
    expect(records.end).toMatchObject({ status: "diverged", step: 0, reason: "the loss of step 1 is NaN" });
    expect(records.end.nonFinite).toMatchObject({
      agrees: true,
      where: "t = 5 of 10, layer 1, x, unit 2, example 3, in the data",
      what: "x is NaN",
    });
    expect(boxes.map(({ step, report }) => ({ step, report }))).toEqual([
      { step: 0, report: records.end.nonFinite },
    ]);
  });

  it("of an update is found from the parameters before it", async () => {
    const task = adding();
    const boxes: BlackBox[] = [];
    const { end } = await runAll(
      small(task, { chain: "sgd:lr=3.4e38", precision: "float32", backend: "wasm" }),
      task,
      {
        onNonFinite: (box) => boxes.push(box),
      },
    );
    expect(end).toMatchObject({
      status: "diverged",
      step: 1,
      reason: "a parameter is -Infinity after step 1",
    });
    expect(end.nonFinite).toMatchObject({
      step: 1,
      agrees: true,
      first: { phase: "update", op: "mul", parameter: "0.bg", equation: "lr*g" },
    });
    expect(boxes.every(({ params }) => params.every(Number.isFinite))).toBe(true);
  });

  it("of a window of truncated backpropagation has the time of the whole sequence", async () => {
    const task = adding(100);
    const box = step(
      task,
      { layers: [{ cell: "rnn-relu", hidden: 2 }], unroll: 30 },
      { "0.U": diagonal(3), "0.b": () => 1 },
    );
    expect((await traceStep(box, task)).first).toMatchObject({ phase: "forward", t: 82, unit: [1] });
  });
});

describe("a step that the trace sees otherwise than the run", () => {
  it("is passed over where it swallows infinity", async () => {
    const task = adding();
    const box = step(
      task,
      { layers: [{ cell: "rnn", hidden: 2 }] },
      { "0.W": () => 3e38, "0.b": () => 3e38, "readout.V": () => 1 },
    );
    const report = await traceStep(box, task);
    expect(report).toMatchObject({ agrees: true, what: expect.stringMatching(/^no operation by itself/) });
    expect(report.first).toBeUndefined();
  });

  it("is said to be so", async () => {
    const task = adding();
    const box = step(task, { layers: [{ cell: "rnn", hidden: 2 }] }, { "readout.V": () => 1 });
    const report = await traceStep({ ...box, seen: { ...FINITE, gradientNorm: Number.NaN } }, task);
    expect(report.agrees).toBe(false);
    expect(report.what).toMatch(
      /in the run the loss was finite and the gradient was not, and here, where every operation is rounded to float32 once, all was finite$/,
    );
  });
});

describe("a run that stays finite", () => {
  it("has no report and keeps no step", async () => {
    const task = adding();
    const { end } = await runAll(small(task), task, {
      onNonFinite: () => {
        throw new Error("nothing to keep");
      },
    });
    expect(end).not.toHaveProperty("nonFinite");
  });
});
