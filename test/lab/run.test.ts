import { describe, expect, it } from "vitest";
import { compile } from "../../src/engine/index.js";
import { add, cell, dot, mat, mul, sigmoid, sub, tanh, vec } from "../../src/ir/index.js";
import type { ExperimentInput } from "../../src/lab/index.js";
import {
  initialParameters,
  initialProfile,
  network,
  type RunRecord,
  run,
  train,
} from "../../src/lab/index.js";
import { stream } from "../../src/rng/index.js";
import { makeTask } from "../../tasks/index.js";
import { adding, Records, runAll, small } from "./small.js";

describe("a run", () => {
  it("is the same bits for the same record, and others for another seed", async () => {
    const task = adding();
    const [a, b] = [await runAll(small(task), task), await runAll(small(task), task)];
    expect(b.all).toEqual(a.all);
    const other = await runAll(small(task, { seed: 2 }), task);
    expect(other.end.hash).not.toBe(a.end.hash);
  });

  it("starts with a start and a profile, and ends with evaluation, profile and end", async () => {
    const task = adding();
    const records = await runAll(small(task, { steps: 3, evaluate: { every: 2, sequences: 3 } }), task);
    expect(
      records.all.map((r) => (r.kind === "start" || r.kind === "end" ? r.kind : `${r.kind} ${r.step}`)),
    ).toEqual([
      "start",
      "profile 0",
      "step 1",
      "step 2",
      "evaluation 2",
      "step 3",
      "evaluation 3",
      "profile 3",
      "end",
    ]);
    expect(records.end).toMatchObject({ status: "finished", step: 3, clip: { share: expect.any(Number) } });
    expect(records.end.hash).toMatch(/^[0-9a-f]{64}$/);
    const [start] = records.of("start");
    expect(start).toMatchObject({
      experiment: { task: { name: "adding", T: 10, variant: "urnn" }, init: { preset: "hindsight" } },
      chain: ["clip-norm 1", "adam lr 0.005"],
      initialisers: { "0.Uf": "orthogonal", "readout.d": "zeros" },
      parameters: 4 * (4 * 2 + 4 * 4 + 4) + 5,
      precision: "float64",
    });
  });

  it("is not changed by what is measured", async () => {
    const task = adding();
    const plain = await runAll(small(task), task);
    const measured = await runAll(
      small(task, { evaluate: { every: 1, sequences: 9 }, profile: { every: 1 } }),
      task,
    );
    expect(measured.losses).toEqual(plain.losses);
    expect(measured.end.hash).toBe(plain.end.hash);
    expect(measured.of("profile").map(({ step }) => step)).toEqual([0, 1, 2, 3, 4]);
  });

  it("draws initialisation, data and evaluation from streams of their own", async () => {
    const task = adding();
    const by = (init: string) => runAll(small(task, { steps: 1, init: { preset: init } }), task);
    const zero = await runAll(small(task, { steps: 1, init: { input: "zeros", readout: "zeros" } }), task);
    const [hindsight, keras] = [await by("hindsight"), await by("keras")];
    expect(hindsight.losses).not.toEqual(keras.losses);
    // With a readout of zeros the first loss is a function of the data alone.
    const batch = task.sample(stream(1, "data").split(0), 4);
    expect(zero.losses[0]).toBeCloseTo(batch.target.reduce((s, y) => s + y * y, 0) / 4, 12);
    const longer = await runAll(small(task, { batch: 4, steps: 6 }), task);
    const shorter = await runAll(small(task, { batch: 4, steps: 2 }), task);
    expect(longer.losses.slice(0, 2)).toEqual(shorter.losses);
  });

  it("stops when it is solved, or notes where it was", async () => {
    const easy = {
      ...adding(),
      criteria: [{ name: "any", rule: "always", cite: "none", holds: () => true }],
    };
    const over = { steps: 6, evaluate: { every: 2, sequences: 2 } };
    const stopped = await runAll(small(easy, over), easy);
    expect(stopped.end).toMatchObject({ status: "solved", step: 2, solvedAt: 2 });
    const went = await runAll(small(easy, { ...over, stopWhenSolved: false }), easy);
    expect(went.end).toMatchObject({ status: "solved", step: 6, solvedAt: 2 });
  });

  it("frees its engine when it is left early", async () => {
    const task = adding();
    for await (const record of run(small(task), task)) if (record.kind === "step") break;
  });
});

describe("a run that goes wrong", () => {
  it.each([
    ["adding", { cell: "rnn" }, "adam:lr=1e6"],
    ["adding", { cell: "rnn-relu" }, "sgd:lr=1e6"],
    ["copy", { cell: "lstm" }, "clip-norm:1 adam:lr=1e6"],
  ])("on %s with %o and %s ends as diverged, with the step", async (name, layer, chain) => {
    const task = makeTask(name, { T: 12 });
    const layers = [{ ...layer, hidden: 4 }];
    const { end, all } = await runAll(small(task, { layers, chain, steps: 60 }), task);
    expect(end.status).toBe("diverged");
    expect(end.step).toBeLessThan(60);
    expect(end.reason).toMatch(/step \d+/);
    expect(all.at(-1)?.kind).toBe("end");
  });

  const huge = (over: Partial<ExperimentInput>): Partial<ExperimentInput> => ({
    layers: [{ cell: "rnn", hidden: 4 }],
    init: { readout: "constant:1e12" },
    backend: "wasm",
    ...over,
  });

  it.each([
    "adam:lr=0.01",
    "rmsprop:lr=0.01",
  ])("ends when the mean square of %s overflows beside finite parameters, and traces where", async (chain) => {
    const task = adding();
    const { end } = await runAll(small(task, huge({ chain, precision: "float32" })), task);
    expect(end).toMatchObject({
      status: "diverged",
      step: 1,
      reason: "the optimiser's s is Infinity after step 1, since the gradient's square is no float32 number",
      nonFinite: { step: 1, agrees: true, first: { phase: "update", op: "mul" } },
    });
  });

  it("goes on with the same gradient where its square has room, or is not taken, or the gradient is clipped", async () => {
    const task = adding();
    const settings = [
      { chain: "adam:lr=0.01", precision: "float64" },
      { chain: "clip-norm:1 adam:lr=0.01", precision: "float32" },
      { chain: "sgd:lr=1e-30", precision: "float32" },
    ] as const;
    for (const one of settings)
      expect((await runAll(small(task, huge(one)), task)).end.reason).toBeUndefined();
  });

  it("stops before the update when the loss is not finite", async () => {
    const task = adding();
    const broken = {
      ...task,
      sample: (...args: Parameters<typeof task.sample>) => {
        const batch = task.sample(...args);
        calls++;
        // Profile at 0, then steps 1 and 2 draw before the third step does.
        return calls === 4 ? { ...batch, x: batch.x.map(() => Number.NaN) } : batch;
      },
    };
    let calls = 0;
    const records = await runAll(small(broken), broken);
    expect(records.end).toMatchObject({ status: "diverged", step: 2, reason: "the loss of step 3 is NaN" });
    expect(records.losses.at(-1)).toBeNaN();
    const two = await runAll(small(task, { steps: 2 }), task);
    expect(records.end.hash).toBe(two.end.hash);
  });

  it("is interrupted by its signal, with the profile of what was done", async () => {
    const task = adding();
    const stop = new AbortController();
    const records: RunRecord[] = [];
    for await (const record of run(small(task, { steps: 100 }), task, { signal: stop.signal })) {
      records.push(record);
      if (record.kind === "step" && record.step === 3) stop.abort();
    }
    expect(new Records(records).end).toMatchObject({ status: "interrupted", step: 3 });
    expect(records.at(-2)).toMatchObject({ kind: "profile", step: 3 });
  });

  it("lets timers run, so that a signal arrives", async () => {
    const task = adding(3);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 1);
    const { end } = await runAll(small(task, { steps: 100_000 }), task, { signal: stop.signal });
    expect(end.status).toBe("interrupted");
  });
});

describe("the first profile", () => {
  it("is that of the run's first batch", async () => {
    const task = adding();
    const experiment = small(task);
    const { profile, loss, gradientNorm, backend } = await initialProfile(experiment, task);
    const records = await runAll(experiment, task);
    expect(profile).toEqual(records.of("profile")[0]?.profile);
    expect({ loss, gradientNorm }).toMatchObject({ loss: records.losses[0] });
    expect(gradientNorm).toBe(records.of("step")[0]?.gradientNorm);
    expect(backend).toMatch(/^interp/);
    expect(profile.T).toBe(10);
    expect(profile.states.map(({ cell, state }) => `${cell} ${state}`)).toEqual([
      "lstm h",
      "lstm c",
      "lstm (h,c)",
    ]);
  });
});

describe("a cell of one's own", () => {
  const leaky = cell({
    name: "leaky",
    title: "leaky integrator",
    cite: "none",
    input: { x: vec("X") },
    state: { h: vec("H") },
    output: "h",
    params: { W: mat("H", "X"), U: mat("H", "H"), b: vec("H"), k: vec("H", 2) },
    memory: { keep: "k" },
    step({ x, h, W, U, b, k }) {
      const n = tanh(add(dot(W, x), dot(U, h), b));
      return { h: add(n, mul(sigmoid(add(k, mul(b, 0))), sub(h, n))), n };
    },
  });

  it("trains", async () => {
    const task = adding(5);
    const input = {
      layers: [{ cell: "leaky", hidden: 8 }],
      steps: 150,
      batch: 8,
      backend: "interp" as const,
      chain: "clip-norm:1 adam:lr=0.02",
      evaluate: { every: 150, sequences: 32 },
    };
    const records = new Records(await train(input, task, { cells: { leaky } }));
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(records.losses.slice(-20))).toBeLessThan(0.6 * mean(records.losses.slice(0, 20)));
    expect(records.of("start")[0]?.initialisers["0.k"]).toMatch(/^chrono/);
  });
});

describe("the first parameters", () => {
  it("do not depend on the number of steps, batch or backend", async () => {
    const task = adding();
    const values = (over: Parameters<typeof small>[1]) => {
      const experiment = small(task, over);
      return initialParameters(experiment, task, network(experiment, task)).values;
    };
    expect(values({ batch: 9, steps: 1, backend: "auto" })).toEqual(values({}));
    const experiment = small(task);
    const engine = await compile(network(experiment, task), { T: 10, B: 4 }, { backend: "interp" });
    expect(engine.params.length).toBe(values({}).length);
  });
});
