import { describe, expect, it } from "vitest";
import { cells } from "../../src/cells/index.js";
import { derive } from "../../src/diff/index.js";
import { compile } from "../../src/engine/index.js";
import { add, cell, dot, mat, relu, vec } from "../../src/ir/index.js";
import { type DecaySplit, rangeOf } from "../../src/probe/index.js";
import { linear } from "../laws/linear.js";
import { engineOf, named, scaledOrthogonal, watch } from "./network.js";

const recurrent = Object.keys(cells).filter((name) => derive(named(name)).traced() !== undefined);
const PARTS = ["weights", "activation", "gates", "meeting", "arriving"] as const;

/** How far the parts are from their total at step k. */
const residue = (split: DecaySplit, k: number): number =>
  Math.abs((split.total[k] ?? 0) - PARTS.reduce((sum, p) => sum + (split[p][k] ?? 0), 0));

describe("the decay, taken apart", () => {
  it.each(recurrent)("of %s sums to ln(d_(t-1) / d_t), losses on the way or not", async (name) => {
    for (const on of ["last", "every"] as const) {
      const { layer } = watch(await engineOf(named(name), { on, T: 5 }));
      const split = layer.through?.split ?? expect.fail("no split");
      expect(split.total).toHaveLength(4);
      const alive = [0, 1, 2, 3].filter((k) => Number.isFinite(split.total[k]));
      expect(alive).not.toEqual([]);
      for (const k of alive) expect(residue(split, k)).toBeLessThan(1e-7);
      if (on === "last" && named(name).output in named(name).states)
        for (const k of alive) expect(split.arriving[k]).toBeCloseTo(0, 7);
    }
  });

  it.each([
    1, 0.5, 1.25,
  ])("of a linear recurrence by %f times an orthogonal matrix is all weights: its ln", async (alpha) => {
    const { layer } = watch(await engineOf(linear, { set: { "0.U": scaledOrthogonal(5, alpha) } }));
    const { split, log10 } = layer.through ?? expect.fail("no split");
    for (const [k, weights] of split.weights.entries()) {
      expect(weights).toBeCloseTo(Math.log(alpha), 7);
      expect(split.total[k]).toBeCloseTo(Math.log(alpha), 7);
      expect([split.activation[k], split.gates[k], split.meeting[k]]).toEqual([0, 0, 0]);
    }
    const curve = log10.h ?? [];
    expect((curve[0] ?? 0) - (curve.at(-1) ?? 0)).toBeCloseTo(11 * Math.log10(alpha), 6);
  });

  it("of an LSTM with closed products is all gates: ln of the forget gate", async () => {
    const zero = () => 0;
    const set = Object.fromEntries(["Ui", "Uf", "Ug", "Uo", "Wf", "Wg", "bg"].map((p) => [`0.${p}`, zero]));
    // i = 0 and g = 0 write nothing, so the path is c alone; f = 1/2.
    const engine = await engineOf(named("lstm"), { T: 6, set: { ...set, "0.bi": () => -800, "0.bf": zero } });
    const { split } = watch(engine).layer.through ?? expect.fail("no split");
    // The last step still has what came through h.
    for (const k of [0, 1, 2, 3]) {
      expect(split.total[k]).toBeCloseTo(Math.log(0.5), 7);
      expect(split.gates[k]).toBeCloseTo(Math.log(0.5), 7);
    }
  });

  it("survives where the gradient itself is below the smallest number", async () => {
    const { layer } = watch(await engineOf(linear, { T: 300, set: { "0.U": scaledOrthogonal(5, 0.01) } }));
    const { meanSplit, log10 } = layer.through ?? expect.fail("no split");
    expect(meanSplit.weights).toBeCloseTo(Math.log(0.01), 6);
    expect((log10.h?.[0] ?? 0) - (log10.h?.at(-1) ?? 0)).toBeCloseTo(-598, 4);
  });

  it("is the same from generated code and from the specification", async () => {
    for (const name of ["lstm", "gru-original", "lem"]) {
      const expected = watch(await engineOf(named(name), { on: "every" })).layer.through;
      const { through } = watch(await engineOf(named(name), { on: "every", backend: "wasm" })).layer;
      for (const part of PARTS)
        through?.split[part].forEach((v, k) => {
          expect(v).toBeCloseTo(expected?.split[part][k] ?? Number.NaN, 6);
        });
      for (const [curve, values] of Object.entries(through?.log10 ?? {}))
        for (const [k, v] of values.entries())
          if (Number.isFinite(v)) expect(v).toBeCloseTo(expected?.log10[curve]?.[k] ?? Number.NaN, 6);
    }
  });

  it("is refused by an engine that was not compiled for it", async () => {
    const { network } = await engineOf(linear);
    const plain = await compile(network, { T: 1, B: 1 }, { backend: "interp" });
    plain.forward({ T: 1, x: [0, 0], target: [0], weight: [1] });
    expect(() => plain.backward({ profile: true }).trace()).toThrow("compile with trace: true");
  });
});

describe("the share of a time step in the update", () => {
  it("is that of the input and the state it met, where the gradient is the same at every step", async () => {
    const T = 12;
    const { layer, values, x } = watch(
      await engineOf(linear, { T, B: 1, set: { "0.U": scaledOrthogonal(5, 1) } }),
    );
    const squares = (of: Float64Array, n: number, t: number) =>
      t < 0 ? 0 : of.subarray(t * n, (t + 1) * n).reduce((sum, v) => sum + v * v, 0);
    const norms = Array.from({ length: T }, (_, t) =>
      Math.sqrt(squares(x, 2, t) + squares(values.h ?? new Float64Array(), 5, t - 1)),
    );
    const all = norms.reduce((a, b) => a + b);
    const share = layer.through?.updateShare ?? [];
    expect(share).toHaveLength(T);
    for (const [t, norm] of norms.entries()) expect(share[t]).toBeCloseTo(norm / all, 8);
  });

  it.each(recurrent)("of %s sums to 1", async (name) => {
    const { layer } = watch(await engineOf(named(name), { T: 4 }));
    const share = layer.through?.updateShare ?? [];
    expect(share.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 7);
  });

  it("is nearly all in the last steps where the gradient vanishes", async () => {
    const { layer } = watch(await engineOf(linear, { T: 50, set: { "0.U": scaledOrthogonal(5, 0.1) } }));
    expect(layer.through?.last95).toBeLessThan(4);
  });
});

describe("states and gates", () => {
  it("finds ReLU units that are never on, by number", async () => {
    const dead = (i: number) => (i === 1 || i === 3 ? -1000 : 10);
    const { layer } = watch(await engineOf(named("rnn-relu"), { set: { "0.b": dead, "0.U": () => 0.1 } }));
    expect(layer.states[0]).toMatchObject({ range: "relu", dead: [1, 3], deadShare: 0.4 });
    expect(layer.states[0]).not.toHaveProperty("saturatedHigh");
  });

  it("finds a ReLU layer without any gradient, and says nothing of its decay", async () => {
    const { layer } = watch(await engineOf(named("rnn-relu"), { set: { "0.b": () => -1000 } }));
    expect(layer.states[0]?.deadShare).toBe(1);
    expect(layer.through?.log10.h?.slice(0, -1).every((v) => v === Number.NEGATIVE_INFINITY)).toBe(true);
    expect(layer.through?.meanSplit.total).toBeNaN();
  });

  it("tells the two ends of a tanh apart, and units that do not move", async () => {
    const bias = (i: number) => [50, 50, -50, 0, 0][i] ?? 0;
    const { layer } = watch(await engineOf(named("rnn"), { set: { "0.b": bias, "0.U": () => 0 } }));
    expect(layer.states[0]).toMatchObject({ range: "tanh", dead: [0, 1, 2] });
    expect(layer.states[0]?.saturatedHigh).toBeGreaterThanOrEqual(0.4);
    expect(layer.states[0]?.saturatedLow).toBeGreaterThanOrEqual(0.2);
  });

  it("gives a forget gate the time constant of its value, at both ends", async () => {
    const zero = () => 0;
    const set = {
      "0.Wf": zero,
      "0.Uf": zero,
      "0.bf": () => Math.log(9),
      "0.Wi": zero,
      "0.Ui": zero,
      "0.bi": () => -9,
    };
    const { layer } = watch(await engineOf(named("lstm"), { set }));
    const gate = (name: string) => layer.gates.find((g) => g.gate === name);
    expect(gate("f")).toMatchObject({ range: "sigmoid", keeps: true, low: 0, high: 0 });
    expect(gate("f")?.mean).toBeCloseTo(0.9, 12);
    expect(gate("f")?.timeConstant?.median).toBeCloseTo(-1 / Math.log(0.9), 9);
    expect(gate("i")).toMatchObject({ keeps: false, low: 1, high: 0 });
    expect(gate("g")).toMatchObject({ range: "tanh" });
  });

  it("judges an LSTM's c by tanh(c)", async () => {
    const set = { "0.bi": () => 50, "0.bf": () => 50, "0.bg": () => 50, "0.Ug": () => 0, "0.Wg": () => 0 };
    const { layer } = watch(
      await engineOf(named("lstm"), { T: 20, set: { ...set, "0.Wi": () => 0, "0.Wf": () => 0 } }),
    );
    const c = layer.states.find(({ state }) => state === "c");
    // c = t, so all but the first step are beyond atanh 0.95.
    expect(c).toMatchObject({ range: "tanh", saturatedLow: 0 });
    expect(c?.saturatedHigh).toBeCloseTo(19 / 20, 12);
  });

  it.each([
    ["rnn", "h", "tanh"],
    ["rnn-relu", "h", "relu"],
    ["lstm", "h", "tanh"],
    ["gru", "h", "tanh"],
    ["gru-original", "h", "tanh"],
    ["lru", "re", "none"],
    ["scrn", "h", "sigmoid"],
  ] as const)("knows how the state of %s is bounded", (name, state, range) => {
    expect(rangeOf(named(name), state).range).toBe(range);
  });

  it("measures nothing of a layer without states but what there is", async () => {
    const plain = cell({
      name: "plain",
      title: "no state",
      cite: "none",
      input: { x: vec("X") },
      state: {},
      output: "y",
      params: { W: mat("H", "X"), b: vec("H") },
      step: ({ x, W, b }) => ({ y: relu(add(dot(W, x), b)) }),
    });
    const { layer } = watch(await engineOf(plain));
    expect(layer).toEqual({ layer: 0, cell: "plain", states: [], gates: [] });
  });
});
