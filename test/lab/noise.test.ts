import { describe, expect, it } from "vitest";
import { compile } from "../../src/engine/index.js";
import { type Cell, cell, dot, mat, mul, type Noise, scalar, vec } from "../../src/ir/index.js";
import { trainingData } from "../../src/lab/data.js";
import {
  type Experiment,
  evaluate,
  initialParameters,
  network,
  type RunRecord,
} from "../../src/lab/index.js";
import { type Inputs, meanNoise, trainingNoise } from "../../src/lab/noise.js";
import { differentiate, predict } from "../../src/lab/pass.js";
import { adding, runAll, small } from "./small.js";

const [T, B, H] = [6, 3, 40];
const noise = (over: Partial<Noise>): Noise => ({
  keep: 0.5,
  inverted: false,
  each: "step",
  over: "example",
  ...over,
});

/** One input of every kind of noise. */
const noisy: Cell = cell({
  name: "noisy",
  title: "all kinds of noise",
  cite: "none",
  input: {
    x: vec("X"),
    step: { ...vec("H"), noise: noise({ keep: 0.25, inverted: true }) },
    sequence: { ...vec("H"), noise: noise({ each: "sequence", keep: 0.7 }) },
    batch: { ...scalar(), noise: noise({ over: "batch" }) },
    both: { ...vec("H"), noise: noise({ over: "batch", each: "sequence" }) },
  },
  state: {},
  output: "y",
  params: { W: mat("H", "X") },
  step: ({ x, step, sequence, batch, both, W }) => ({
    y: mul(mul(mul(mul(dot(W, x), step), sequence), batch), both),
  }),
});

const engine = await compile(
  {
    input: 2,
    layers: [{ cell: noisy, dims: { H } }],
    readout: network(small(adding()), adding()).readout,
  },
  { T, B },
  { backend: "interp" },
);

const copied = (of: Inputs) =>
  Object.fromEntries(Object.entries(of?.[0] ?? {}).map(([name, v]) => [name, Array.from(v)]));
const drawn = (seed: number, step: number, steps = T) => copied(trainingNoise(engine, seed)(step, steps));
/** Element [t, b, h] of an input. */
const at = (v: readonly number[] | undefined, t: number, b: number, h: number) =>
  v?.[(t * B + b) * ((v.length ?? 0) / (T * B)) + h];

describe("noise", () => {
  it("is a function of seed, step, layer and name alone, and of another one other numbers", () => {
    expect(drawn(1, 5)).toEqual(drawn(1, 5));
    const noiseOf = trainingNoise(engine, 1);
    noiseOf(3, T);
    expect(copied(noiseOf(5, T))).toEqual(drawn(1, 5));
    expect(drawn(1, 6).step).not.toEqual(drawn(1, 5).step);
    expect(drawn(2, 5).step).not.toEqual(drawn(1, 5).step);
    expect(drawn(1, 5).sequence).not.toEqual(drawn(1, 5).both);
  });

  it("of fewer steps is the first of that of more", () => {
    const [short, long] = [drawn(1, 0, 2), drawn(1, 0)];
    for (const [name, v] of Object.entries(short)) expect(long[name]?.slice(0, v.length), name).toEqual(v);
  });

  it("is kept over the steps, over the examples, or over both, as its declaration says", () => {
    const { step, sequence, batch, both } = drawn(1, 0);
    for (let t = 0; t < T; t++)
      for (let b = 0; b < B; b++) {
        expect(at(batch, t, b, 0)).toBe(at(batch, t, 0, 0));
        for (let h = 0; h < H; h++) {
          expect(at(sequence, t, b, h)).toBe(at(sequence, 0, b, h));
          expect(at(both, t, b, h)).toBe(at(both, 0, 0, h));
        }
      }
    expect(new Set(step)).toEqual(new Set([0, 4]));
    const rows = (v: readonly number[] | undefined) =>
      new Set(Array.from({ length: T * B }, (_, i) => String(v?.slice(i * H, (i + 1) * H)))).size;
    expect([rows(step), rows(sequence), rows(both)]).toEqual([T * B, B, 1]);
    expect(new Set(batch).size).toBe(2);
  });

  it("has its mean in an evaluation", () => {
    const means = copied(meanNoise(engine)(2));
    const sets = Object.fromEntries(Object.entries(means).map(([name, v]) => [name, [...new Set(v)]]));
    expect(sets).toEqual({ step: [1], sequence: [0.7], batch: [0.5], both: [0.5] });
    expect(means.step).toHaveLength(2 * B * H);
  });

  it("is not there for cells that declare none", async () => {
    const task = adding();
    const plain = await compile(network(small(task), task), { T: 10, B: 4 }, { backend: "interp" });
    expect(trainingNoise(plain, 1)(0, 10)).toBeUndefined();
    expect(meanNoise(plain)(10)).toBeUndefined();
  });
});

const task = adding();
const within = (wrap: string, over = {}): Experiment =>
  small(task, { layers: [{ cell: "lstm", hidden: 4, wrap }], profile: { every: 2 }, ...over });

/** The records between the first and the last, without the names of cells. */
const unnamed = (all: readonly RunRecord[]) =>
  JSON.stringify(all.slice(1, -1)).replace(/"cell":"lstm[^"]*"/g, '"cell":"lstm"');

describe("a run with noise", () => {
  it("that never happens is the run without: data and initialisation have their own streams", async () => {
    const plain = await runAll(small(task, { profile: { every: 2 } }), task);
    for (const wrap of ["dropout:0", "dropout:0,variational", "zoneout:0", "h-detach:0"]) {
      const { all, end } = await runAll(within(wrap), task);
      expect(end.hash, wrap).toBe(plain.end.hash);
      // What zoneout makes of c is not what h is computed from, so dL/dc is another.
      if (!wrap.startsWith("zoneout")) expect(unnamed(all), wrap).toEqual(unnamed(plain.all));
    }
  });

  it("has losses of its own, the same every time, and an evaluation without chance", async () => {
    const experiment = within("dropout:0.5,variational");
    const [first, second] = [await runAll(experiment, task), await runAll(experiment, task)];
    expect(second.all).toEqual(first.all);
    expect(first.losses).not.toEqual((await runAll(small(task), task)).losses);
    const net = network(experiment, task);
    const e = await compile(net, { T: 10, B: 4 }, { backend: "interp" });
    e.params.set(initialParameters(experiment, task, net).values);
    const plain = await compile(network(small(task), task), { T: 10, B: 4 }, { backend: "interp" });
    plain.params.set(e.params);
    expect(await evaluate(e, task, experiment)).toEqual(await evaluate(plain, task, experiment));
  });

  it("gives each window of time its part of the same masks", async () => {
    for (const wrap of ["dropout:0.5,variational", "dropout:0.5,recurrent", "zoneout:0.3", "h-detach:0.5"]) {
      const experiment = within(wrap);
      const net = network(experiment, task);
      const params = initialParameters(experiment, task, net).values;
      const batch = trainingData(experiment, task)(0);
      const [whole, parts] = await Promise.all(
        [10, 4].map(async (T) => {
          const e = await compile(net, { T, B: 4 }, { backend: "interp" });
          e.params.set(params);
          const inputs = trainingNoise(e, 1)(0, batch.T);
          return {
            outputs: predict(e, task, batch, inputs).outputs,
            loss: differentiate(e, task, batch, inputs),
          };
        }),
      );
      expect(parts, wrap).toEqual(whole);
    }
  });

  it("has the same bits with one and with two threads", async () => {
    const over = { backend: "native", batch: 8, steps: 2, evaluate: { every: 2, sequences: 8 } } as const;
    const wrap = "dropout:0.3,recurrent,output zoneout:0.1 h-detach:0.2 clip-state:0.01";
    const [one, two] = await Promise.all(
      [1, 2].map((threads) => runAll(within(wrap, { ...over, threads }), task)),
    );
    expect(two?.all.slice(1)).toEqual(one?.all.slice(1));
  });
});
