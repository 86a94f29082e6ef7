import { describe, expect, it } from "vitest";
import { lstm, meanSquaredError, rnn } from "../../src/cells/index.js";
import type { Engine, States } from "../../src/engine/index.js";
import { add, type Cell, cell, clipGradient, dot, mat, type Network, vec } from "../../src/ir/index.js";
import { stream } from "../../src/rng/index.js";
import { linear } from "../laws/linear.js";
import { withEngine, witness, witnessesOf } from "../laws/witness.js";
import { wrapped } from "../laws/wrapped.js";

const [X, H, B] = [2, 3, 2];
const over = (...stack: readonly Cell[]): Network => ({
  input: X,
  layers: stack.map((cell) => ({ cell, dims: { H } })),
  readout: { cell: meanSquaredError, on: "last", size: 1 },
});
const clipped = (limit: number, bare: Cell) => wrapped(`clip-state:${limit}`, bare, { X, H });

/** Sets every recurrent matrix to a multiple of the identity, and the rest to draws. */
function setParams(engine: Engine, multiples: readonly number[]): void {
  const from = stream(1, "clip");
  for (const { layer, local, offset, size } of engine.parameters)
    for (let i = 0; i < size; i++)
      engine.params[offset + i] =
        local === "U" && typeof layer === "number" && multiples[layer] !== undefined
          ? i % (H + 1) === 0
            ? (multiples[layer] ?? 0)
            : 0
          : Math.fround(from.normal());
}

const from = stream(2, "clip");
const noise = (n: number) => Float64Array.from({ length: n }, () => Math.fround(from.normal()));
const batchOf = (T: number, scored = 0) => ({
  T,
  x: noise(T * B * X),
  target: new Float64Array(B),
  weight: new Float64Array(B).fill(scored),
});

const norms = (v: ArrayLike<number> | undefined): number[] =>
  Array.from({ length: B }, (_, b) => Math.hypot(...Array.from(v ?? []).slice(b * H, (b + 1) * H)));

function back(
  engine: Engine,
  batch: ReturnType<typeof batchOf>,
  final: States | undefined,
  profile: boolean,
) {
  engine.forward(batch);
  const made = engine.backward({ ...(final && { finalCotangents: final }), profile });
  return { made, initial: made.initialCotangents(), grads: [...engine.grads] };
}

describe("clip-state", () => {
  it.each(
    witnessesOf(1),
  )("%s: a gradient that explodes over 400 steps has the length of the limit at each", async (w) => {
    const T = 400;
    await withEngine(w, over(clipped(0.5, linear)), { T, B }, (engine) => {
      setParams(engine, [10]);
      const final = [{ h: noise(B * H).map((v) => 9 * v) }];
      const still = { ...batchOf(T), x: new Float64Array(T * B * X) };
      const { made, initial } = back(engine, still, final, true);
      const curve = made.profile()[0]?.h ?? [];
      for (let t = 1; t < T; t++)
        expect(Math.abs((curve[t - 1] ?? Number.NaN) - Math.log10(0.5)), `t ${t}`).toBeLessThan(16 * w.unit);
      expect(curve[T - 1]).toBeGreaterThan(0.5);
      for (const n of norms(initial[0]?.h)) expect(Math.abs(n - 0.5)).toBeLessThan(16 * w.unit);
      const plain = back(engine, still, final, false);
      expect(plain.initial).toEqual(initial);
    });
  });

  it.each(
    witnessesOf(0),
  )("%s: one that vanishes below the range of numbers is that without clipping", async (w) => {
    const T = 500;
    const curves: unknown[] = [];
    for (const c of [linear, clipped(0.5, linear)])
      await withEngine(w, over(c), { T, B }, (engine) => {
        setParams(engine, [0.1]);
        const final = [{ h: Float64Array.of(0.1, 0, 0.2, 0.3, 0, 0.1) }];
        curves.push([...(back(engine, batchOf(T), final, true).made.profile()[0]?.h ?? [])]);
      });
    expect(curves[1]).toEqual(curves[0]);
  });

  it.each(witnessesOf(1))("%s: below the limit the gradients keep their bits", async (w) => {
    const T = 12;
    const batch = batchOf(T, 1);
    const made: unknown[] = [];
    for (const c of [lstm, clipped(1e4, lstm)])
      await withEngine(w, over(c), { T, B }, (engine) => {
        setParams(engine, []);
        const { grads, initial } = back(engine, batch, undefined, false);
        made.push([grads, initial]);
      });
    expect(made[1]).toEqual(made[0]);
  });

  it.each([
    witness("interp", "float64"),
    witness("wasm", "float32"),
    witness("native", "float32"),
  ])("%s: what comes from a layer above at 1e30, whose square is beyond float32, is brought down, with and without the probe", async (w) => {
    const T = 30;
    const batch = batchOf(T);
    await withEngine(w, over(clipped(1, rnn), linear), { T, B }, (engine) => {
      setParams(engine, [1, 10]);
      const final = [{ h: new Float64Array(B * H) }, { h: noise(B * H) }];
      const [plain, probed] = [back(engine, batch, final, false), back(engine, batch, final, true)];
      for (const n of norms(plain.initial[0]?.h)) expect(Math.abs(n - 1)).toBeLessThan(16 * w.unit);
      expect(probed.initial).toEqual(plain.initial);
      expect(probed.grads).toEqual(plain.grads);
      expect(Math.max(...(probed.made.profile()[1]?.h ?? []))).toBeGreaterThan(25);
    });
  });

  it.each(witnessesOf(0))("%s: a gradient that is not a number stays none", async (w) => {
    const T = 4;
    await withEngine(w, over(clipped(1, rnn)), { T, B }, (engine) => {
      setParams(engine, [1]);
      const batch = batchOf(T, 1);
      batch.x[T * B * X - 1] = Number.NaN;
      const { initial } = back(engine, batch, undefined, false);
      expect(norms(initial[0]?.h).map(Number.isNaN)).toEqual([false, true]);
    });
  });
});

describe("clipGradient", () => {
  it("clips no parameter, and to no limit that is none", () => {
    const wrong = (limit: number, what: "W" | "h") => () =>
      cell({
        ...linear,
        input: { x: vec("X") },
        state: { h: vec("H") },
        params: { W: mat("H", "X") },
        step: ({ x, h, W }) => ({
          h: add(dot(what === "W" ? clipGradient(W, limit) : W, x), clipGradient(h, limit)),
        }),
        memory: {},
      });
    expect(wrong(1, "W")).toThrow("clip a parameter in the optimiser chain");
    expect(wrong(0, "h")).toThrow("the limit is a finite number above 0");
    expect(wrong(1, "h")).not.toThrow();
  });
});
