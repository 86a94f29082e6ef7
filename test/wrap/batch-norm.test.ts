import { describe, expect, it } from "vitest";
import { cells, denseLinear, denseTanh, gru, lstm, meanSquaredError, rnn } from "../../src/cells/index.js";
import { derive } from "../../src/diff/index.js";
import { compile, type Engine, type Sequences } from "../../src/engine/index.js";
import {
  type Cell,
  cell,
  type Expr,
  inEvaluation,
  mul,
  type Network,
  networkInEvaluation,
  parameters,
  vec,
} from "../../src/ir/index.js";
import { population } from "../../src/lab/population.js";
import { stream } from "../../src/rng/index.js";
import { difference, distance } from "../laws/problem.js";
import { wrapped } from "../laws/wrapped.js";

const [T, B, X, H] = [5, 6, 3, 4];
const over = (cell: Cell): Network => ({
  input: X,
  layers: [{ cell, dims: { H } }],
  readout: { cell: meanSquaredError, on: "every", size: 1 },
});
const normed = (cell: Cell, text = "batch-norm"): Cell => wrapped(text, cell, { X, H });

async function engineOf(cell: Cell, options: Parameters<typeof compile>[2] = {}): Promise<Engine> {
  const engine = await compile(over(cell), { T, B }, { backend: "interp", precision: "float64", ...options });
  const from = stream(1, "batch-norm");
  engine.params.set(engine.params.map(() => from.normal()));
  return engine;
}

function sequences(name = "data"): Sequences & { readonly x: Float64Array } {
  const from = stream(1, name);
  const normal = (n: number) => Float64Array.from({ length: n }, () => from.normal());
  return {
    T,
    x: normal(T * B * X),
    target: normal(T * B),
    weight: new Float64Array(T * B).fill(1 / (T * B)),
  };
}

const parameter = ({ network }: Engine, name: string) => {
  const found = parameters(network).find((p) => p.name === name);
  if (!found) throw new Error(`no parameter ${name}`);
  return found;
};
const of = (engine: Engine, flat: Engine["params"], name: string) => {
  const { offset, size } = parameter(engine, name);
  return flat.subarray(offset, offset + size);
};

/** Mean and variance of unit h at step t, over the batch. */
function moments(values: Float64Array, t: number, h: number): { mean: number; variance: number } {
  const all = Array.from({ length: B }, (_, b) => values[(t * B + b) * H + h] ?? Number.NaN);
  const mean = all.reduce((a, b) => a + b, 0) / B;
  return { mean, variance: all.reduce((s, v) => s + (v - mean) ** 2, 0) / B };
}

describe("batch-norm", () => {
  it("gives units of mean beta and deviation gamma over the batch, at every step", async () => {
    const engine = await engineOf(normed(denseLinear));
    of(engine, engine.params, "0.W").forEach((w, i, all) => {
      all[i] = 100 * w; // 1e-5 beside the variance does not count
    });
    const y = engine.forward(sequences()).values(0).y ?? new Float64Array();
    for (let t = 0; t < T; t++)
      for (let h = 0; h < H; h++) {
        const { mean, variance } = moments(y, t, h);
        expect(mean).toBeCloseTo(of(engine, engine.params, "0.b")[h] ?? Number.NaN, 8);
        expect(variance).toBeCloseTo((of(engine, engine.params, "0.gamma_W")[h] ?? Number.NaN) ** 2, 6);
      }
  });

  it("makes the scale of a matrix irrelevant: a·W gives the same, its gradient is 1/a, orthogonal to its rows", async () => {
    const engine = await engineOf(normed(rnn));
    const W = of(engine, engine.params, "0.W").map((w) => 100 * w);
    const pass = (a: number) => {
      of(engine, engine.params, "0.W").set(W.map((w) => a * w));
      const forward = engine.forward(sequences());
      engine.backward();
      return { outputs: forward.outputs(), d: of(engine, engine.grads, "0.W").slice() };
    };
    const [plain, scaled] = [pass(1), pass(8)];
    expect(distance(scaled.outputs, plain.outputs)).toBeLessThan(1e-7);
    expect(
      distance(
        scaled.d.map((v) => 8 * v),
        plain.d,
      ),
    ).toBeLessThan(1e-6);
    for (let h = 0; h < H; h++) {
      const row = (m: ArrayLike<number>) => Array.from({ length: X }, (_, j) => m[h * X + j] ?? Number.NaN);
      const size = Math.hypot(...row(W)) * Math.hypot(...row(plain.d));
      const along = row(W).reduce((s, w, j) => s + w * (row(plain.d)[j] ?? Number.NaN), 0);
      expect(size).toBeGreaterThan(1e-3);
      expect(Math.abs(along) / size).toBeLessThan(1e-6);
    }
  });

  it("normalises every product of an LSTM and the memory it shows, never the memory itself", () => {
    const cell = normed(lstm);
    const gates = ["i", "f", "g", "o"];
    const names = [...gates.flatMap((g) => [`W${g}`, `U${g}`]), "c"];
    expect([...(cell.statistics ?? [])].sort()).toEqual(
      names.flatMap((n) => [`mean_${n}`, `variance_${n}`]).sort(),
    );
    const added = Object.entries(cell.params).filter(([name]) => !(name in lstm.params));
    expect(Object.fromEntries(added.map(([name, { start }]) => [name, start]))).toEqual({
      ...Object.fromEntries(names.map((n) => [`gamma_${n}`, 0.1])),
      beta_c: undefined,
    });
    expect(normed(denseTanh).params.gamma_W).toEqual({ shape: ["H"], start: 1 });
    expect(normed(rnn, "batch-norm:0.3").params.gamma_U).toEqual({ shape: ["H"], start: 0.3 });
  });

  it("leaves an LSTM with open gates its memory: dc/dc' is f", async () => {
    const engine = await engineOf(normed(lstm));
    engine.params.fill(0);
    of(engine, engine.params, "0.bf").fill(2);
    const zero = { ...sequences(), weight: new Float64Array(T * B) };
    engine.forward(zero, [{ h: new Float64Array(B * H), c: new Float64Array(B * H).fill(0.5) }]);
    const final = [{ h: new Float64Array(B * H), c: new Float64Array(B * H).fill(1) }];
    const initial = engine.backward({ finalCotangents: final }).initialCotangents();
    const f = 1 / (1 + Math.exp(-2));
    expect(difference(initial[0]?.c ?? [], new Float64Array(B * H).fill(f ** T))).toBeLessThan(1e-12);
  });

  it("is refused where no matrix gives anything", () => {
    const gainText = {
      name: "gain",
      title: "each unit by itself",
      cite: "none",
      input: { x: vec("X") },
      state: {},
      output: "y",
      params: { a: vec("X", 1) },
      step: ({ x, a }: { x: Expr<readonly ["X"]>; a: Expr<readonly ["X"]> }) => ({ y: mul(a, x) }),
    } as const;
    expect(() => normed(cell(gainText))).toThrow(/the cell "gain" has no matrix; take another cell/);
    expect(() => cell({ ...gainText, statistics: ["y"] })).toThrow(
      /the statistic "y" is a value of the whole batch/,
    );
  });
});

describe("statistics", () => {
  it.each(
    Object.entries(cells).filter(([, { params }]) =>
      Object.values(params).some(({ shape }) => shape.length > 1),
    ),
  )("of %s are all that its examples share: none sees the others in evaluation", (_, bare) => {
    const cell = normed(bare);
    expect(derive(cell).mixesExamples).toBe(true);
    const evaluated = inEvaluation(cell);
    expect(derive(evaluated).mixesExamples).toBe(false);
    expect(Object.keys(evaluated.inputs)).toEqual([...Object.keys(bare.inputs), ...(cell.statistics ?? [])]);
    expect(evaluated.params).toEqual(cell.params);
    expect(inEvaluation(evaluated)).toBe(evaluated);
  });

  it.each([
    { backend: "interp" },
    { backend: "wasm" },
    { backend: "native" },
    { backend: "wasm", checkpoint: "sqrt" },
  ] as const)("are mean and variance of what the matrices give, %o", async (options) => {
    const engine = await engineOf(normed(denseTanh), options);
    const bare = await engineOf(denseLinear);
    of(bare, bare.params, "0.W").set(of(engine, engine.params, "0.W"));
    of(bare, bare.params, "0.b").fill(0);
    const { statistics } = engine.forward(sequences());
    const z = bare.forward(sequences()).values(0).y ?? new Float64Array();
    for (let t = 0; t < T; t++)
      for (let h = 0; h < H; h++) {
        const { mean, variance } = moments(z, t, h);
        expect(statistics[0]?.mean_W?.[t * H + h]).toBeCloseTo(mean, 10);
        expect(statistics[0]?.variance_W?.[t * H + h]).toBeCloseTo(variance, 10);
      }
    expect(statistics[0]?.mean_W).toHaveLength(T * H);
    engine.dispose();
  });

  it.each([
    denseTanh,
    rnn,
    lstm,
    gru,
  ])("of one batch make an evaluation of it what training gave: %o", async (bare) => {
    const engine = await engineOf(normed(bare));
    const evaluating = await compile(
      networkInEvaluation(engine.network),
      { T, B },
      { backend: "native", precision: "float64" },
    );
    evaluating.params.set(engine.params);
    const forward = engine.forward(sequences());
    const averages = population(engine, T);
    averages.add(forward, 0);
    const given = averages.inputs(T);
    const outputs = (batch: Sequences) =>
      evaluating.forward({ ...batch, ...(given && { inputs: given }) }).outputs();
    expect(difference(outputs(sequences()), forward.outputs())).toBeLessThan(1e-10);

    // The other examples are replaced; the first one's answers keep every bit.
    const { x } = sequences();
    const others = sequences("others").x.map((v, i) => (Math.floor(i / X) % B === 0 ? (x[i] ?? v) : v));
    const first = (y: Float64Array) => Array.from({ length: T }, (_, t) => y[t * B]);
    const [alone, among] = [outputs(sequences()), outputs({ ...sequences(), x: others })];
    expect(first(among)).toEqual(first(alone));
    expect(difference(among, alone)).toBeGreaterThan(1e-2);
    const trained = engine.forward({ ...sequences(), x: others }).outputs();
    expect(first(trained)).not.toEqual(first(forward.outputs()));
    evaluating.dispose();
  });
});

describe("the population", () => {
  const network = over(normed(denseTanh));
  const seen = (steps: number, value: number) => {
    const all = new Float64Array(steps * H).fill(value);
    return { statistics: [{ mean_W: all, variance_W: all }] };
  };
  const mean = (p: ReturnType<typeof population>, steps: number) =>
    Array.from({ length: steps }, (_, t) => p.inputs(steps)?.[0]?.mean_W?.[t * B * H]);

  it("is the plain mean of the first ten batches, then forgets a tenth with each", () => {
    const p = population({ network, B }, 1);
    for (let i = 1; i <= 10; i++) p.add(seen(1, i), 0);
    expect(mean(p, 1)[0]).toBeCloseTo(5.5, 12);
    p.add(seen(1, 15.5), 0);
    expect(mean(p, 1)[0]).toBeCloseTo(6.5, 12);
  });

  it("has averages for every step, and beyond all that was seen those of the last", () => {
    const p = population({ network, B }, 6);
    p.add(seen(2, 1), 0);
    p.add(seen(1, 2), 2);
    p.add(seen(2, 3), 0);
    expect(mean(p, 5)).toEqual([2, 2, 2, 2, 2]);
    p.add(seen(1, 6), 2);
    expect(mean(p, 5)).toEqual([2, 2, 4, 4, 4]);
  });

  it("is empty where no cell has statistics", () => {
    const p = population({ network: over(lstm), B }, 6);
    expect(p.state).toHaveLength(0);
    expect(p.inputs(3)).toBeUndefined();
  });
});
