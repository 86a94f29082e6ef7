import { describe, expect, it } from "vitest";
import { compile, type Engine, type Sequences, type States } from "../../src/engine/index.js";
import { trainingData } from "../../src/lab/data.js";
import { type Experiment, evaluate, initialParameters, network, type Task } from "../../src/lab/index.js";
import { differentiate, differentiateWithProfile, predict } from "../../src/lab/pass.js";
import { stream } from "../../src/rng/index.js";
import { makeTask } from "../../tasks/index.js";
import { adding, runAll, small } from "./small.js";

async function engineOf(
  experiment: Experiment,
  task: Task,
  T = task.steps,
  B = experiment.batch,
): Promise<Engine> {
  const net = network(experiment, task);
  const engine = await compile(net, { T, B }, { backend: "interp" });
  engine.params.set(initialParameters(experiment, task, net).values);
  return engine;
}

describe("the loss", () => {
  const uneven = (task: Task): Task => ({
    ...task,
    sample(source, B) {
      const batch = task.sample(source, B);
      return { ...batch, weight: batch.weight.map((w, i) => w * (i % 3)) };
    },
  });

  it.each([
    ["mean squared error over Y outputs", "mse" as const],
    ["cross-entropy", "xent" as const],
  ])("is the weighted mean: %s", async (_, loss) => {
    const task = uneven({ ...makeTask("copy", { T: 5, length: 2, alphabet: 3 }), loss });
    const engine = await engineOf(small(task), task);
    const { T, B, x, target, weight } = task.sample(stream(5), 4);
    const y = engine.forward({ T, x, target, weight }).outputs();
    let [sum, total] = [0, 0];
    const Y = task.output;
    for (const [i, w] of weight.entries()) {
      const row = Array.from(y.subarray(i * Y, (i + 1) * Y));
      const wanted = Array.from(target.subarray(i * Y, (i + 1) * Y));
      const logZ = Math.log(row.reduce((s, v) => s + Math.exp(v), 0));
      const squares = row.reduce((s, v, k) => s + (v - (wanted[k] ?? 0)) ** 2, 0) / Y;
      sum += w * (loss === "mse" ? squares : logZ - (row[wanted.indexOf(1)] ?? 0));
      total += w;
    }
    const batch = { T, B, x, target, weight };
    expect(predict(engine, task, batch).loss).toBeCloseTo(sum / total, 12);
    expect(differentiate(engine, task, batch)).toBeCloseTo(sum / total, 12);
    const windowed = await engineOf(small(task), task, 4);
    expect(differentiate(windowed, task, batch)).toBeCloseTo(sum / total, 12);
    expect(predict(windowed, task, batch).outputs).toEqual(y);
  });
});

describe("truncated BPTT", () => {
  it("with a window of T or more is full BPTT, bit for bit", async () => {
    const task = adding();
    const hash = async (unroll: number | "full") => (await runAll(small(task, { unroll }), task)).end.hash;
    const full = await hash("full");
    expect(await hash(10)).toBe(full);
    expect(await hash(99)).toBe(full);
    expect(await hash(9)).not.toBe(full);
  });

  it.each([
    ["readout on every step", makeTask("copy", { T: 5, length: 2, alphabet: 3 }), 4],
    ["readout on the last step", adding(10), 4],
  ])("has the gradient of the objective that is cut: %s", async (_, task, k) => {
    const experiment = small(task, { batch: 2 });
    const engine = await engineOf(experiment, task, k);
    const batch = task.sample(stream(3), 2);
    differentiate(engine, task, batch);
    const grads = Array.from(engine.grads);

    // The witness: every window from states that are held fixed, by central differences.
    const whole = await engineOf(experiment, task);
    const window = await engineOf(experiment, task, k, 2);
    const total = batch.weight.reduce((a, b) => a + b, 0);
    const weight = batch.weight.map((w) => w / total);
    const [X, Y] = [task.input * 2, task.output * 2];
    const every = task.readout === "every";
    const parts: { states?: States; sequences: Sequences }[] = [];
    for (let from = 0; from < batch.T; from += k) {
      const to = Math.min(batch.T, from + k);
      if (!every && to < batch.T) continue;
      const cut = (v: Float64Array, n: number) => v.slice(from * n, to * n);
      const states = from > 0 && statesAfter(whole, batch.x.slice(0, from * X), from, task);
      const target = every ? cut(batch.target, Y) : batch.target;
      parts.push({
        ...(states && { states }),
        sequences: { T: to - from, x: cut(batch.x, X), target, weight: every ? cut(weight, 2) : weight },
      });
    }
    const objective = () =>
      parts.reduce((sum, { states, sequences }) => sum + window.forward(sequences, states).loss, 0);
    const eps = 1e-5;
    for (const [i, value] of Array.from(window.params).entries()) {
      window.params[i] = value + eps;
      const above = objective();
      window.params[i] = value - eps;
      const below = objective();
      window.params[i] = value;
      expect(grads[i]).toBeCloseTo((above - below) / (2 * eps), 7);
    }
  });

  it("has a profile that shows where the gradient is cut", async () => {
    const task = adding(10);
    const experiment = small(task);
    const batch = task.sample(stream(3), 4);
    const cut = differentiateWithProfile(await engineOf(experiment, task, 4), task, batch).profile[0]?.h;
    const full = differentiateWithProfile(await engineOf(experiment, task), task, batch).profile[0]?.h;
    expect(Array.from(cut ?? []).slice(0, 8)).toEqual(new Array(8).fill(-Infinity));
    expect(Array.from(cut ?? []).slice(8)).toEqual(Array.from(full ?? []).slice(8));
  });
});

function statesAfter(engine: Engine, x: Float64Array, T: number, task: Task) {
  const L = task.readout === "every" ? T : 1;
  const [target, weight] = [new Float64Array(L * engine.B * task.output), new Float64Array(L * engine.B)];
  return engine.forward({ T, x, target, weight }).finalStates();
}

describe("the evaluation", () => {
  it.each([
    ["adding", { T: 8 }],
    ["adding", { T: 20, variant: "hs97" }],
    ["copy", { T: 5, length: 2, alphabet: 3 }],
  ])("of sequences that the batch does not divide is exact: %s %o", async (name, options) => {
    const task = makeTask(name, options);
    const experiment = small(task, { evaluate: { every: 1, sequences: 6 } });
    const engine = await engineOf(experiment, task);
    const found = await evaluate(engine, task, experiment);

    const single = await engineOf(experiment, task, task.steps, 1);
    const each = [0, 1, 2, 3, 4, 5].map((i) => {
      const { T, B, x, target, weight } = task.sample(stream(1, "evaluation").split(Math.floor(i / 4)), 4);
      const row = (v: Float64Array, n: number) => v.filter((_, at) => Math.floor(at / n) % B === i % 4);
      const batch = {
        T,
        B: 1,
        x: row(x, task.input),
        target: row(target, task.output),
        weight: row(weight, 1),
      };
      const { loss, outputs } = predict(single, task, batch);
      return { loss, ...task.score(outputs, batch) } as Record<string, number>;
    });
    for (const [metric, value] of Object.entries(found?.metrics ?? {})) {
      const values = each.map((m) => m[metric] ?? Number.NaN);
      const direct = metric === "maxError" ? Math.max(...values) : values.reduce((a, b) => a + b, 0) / 6;
      expect(value, metric).toBeCloseTo(direct, 12);
    }
    expect(found?.loss).toBe(found?.metrics.loss);
  });
});

describe("a fixed training set", () => {
  /** Inputs are the number of the sequence. */
  const numbered: Task = {
    ...adding(2),
    sample: (_, B) => ({
      T: 2,
      B,
      x: Float64Array.from({ length: 2 * B * 2 }, (_, i) => Math.floor(i / 2) % B),
      target: new Float64Array(B),
      weight: new Float64Array(B).fill(1),
    }),
  };

  it("is visited whole in every epoch, in another order", () => {
    const batches = trainingData(small(numbered, { data: 10, batch: 4 }), numbered);
    const visits = [0, 1, 2, 3, 4].flatMap((step) => {
      const { x, B } = batches(step);
      return Array.from({ length: B }, (_, b) => x[2 * b] ?? -1);
    });
    const [first, second] = [visits.slice(0, 10), visits.slice(10)];
    const all = Array.from({ length: 10 }, (_, i) => i);
    expect(first.toSorted((a, b) => a - b)).toEqual(all);
    expect(second.toSorted((a, b) => a - b)).toEqual(all);
    expect(second).not.toEqual(first);
  });

  it("gives the batch of any step again", () => {
    const task = adding(6);
    for (const data of ["fresh", 7] as const) {
      const experiment = small(task, { data });
      const [one, other] = [trainingData(experiment, task), trainingData(experiment, task)];
      for (let step = 0; step < 5; step++) one(step);
      expect(other(4)).toEqual(one(4));
      expect(one(0)).toEqual(other(0));
    }
  });
});
