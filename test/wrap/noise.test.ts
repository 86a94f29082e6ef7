import { describe, expect, it } from "vitest";
import { cells, denseTanh, gru, indRnn, lru, lstm, meanSquaredError } from "../../src/cells/index.js";
import { derive } from "../../src/diff/index.js";
import { compile, type Engine, type Sequences } from "../../src/engine/index.js";
import { type Cell, type Expr, type Network, parameters, showExpr } from "../../src/ir/index.js";
import { meanNoise, trainingNoise } from "../../src/lab/noise.js";
import { paramInfos } from "../../src/lab/roles.js";
import { stream } from "../../src/rng/index.js";
import { parseWrappers } from "../../src/wrap/index.js";
import { linear } from "../laws/linear.js";
import { wrapped } from "../laws/wrapped.js";

const [T, X, H] = [6, 2, 3];
const over = (cell: Cell): Network => ({
  input: X,
  layers: [{ cell, dims: { H } }],
  readout: { cell: meanSquaredError, on: "last", size: 1 },
});

/** An engine of the specification with drawn parameters, and one sequence for all examples. */
async function specified(text: string, bare: Cell, B: number): Promise<{ engine: Engine; batch: Sequences }> {
  const engine = await compile(over(wrapped(text, bare, { X, H })), { T, B }, { backend: "interp" });
  const from = stream(1, "noise", bare.name);
  engine.params.set(engine.params.map(() => from.normal() / 2));
  const x = Array.from({ length: T * X }, () => from.normal());
  const batch: Sequences = {
    T,
    x: Float64Array.from({ length: T * B * X }, (_, i) => x[Math.floor(i / (B * X)) * X + (i % X)] ?? 0),
    target: new Float64Array(B),
    weight: new Float64Array(B).fill(1 / B),
  };
  return { engine, batch };
}

const final = (engine: Engine, batch: Sequences, inputs: Sequences["inputs"], s = "h") =>
  engine.forward({ ...batch, ...(inputs && { inputs }) }).finalStates()[0]?.[s] ?? new Float64Array();

describe("dropout", () => {
  it.each([
    "dropout:0.3",
    "dropout:0.3,recurrent",
    "dropout:0.3,input,recurrent",
    "zoneout:0.3",
  ])("%s: the mean over many masks is what an evaluation gives, in a linear cell", async (text) => {
    const B = 4000;
    const { engine, batch } = await specified(text, linear, B);
    const expected = final(engine, batch, meanNoise(engine)(T)).subarray(0, H);
    const given = final(engine, batch, trainingNoise(engine, 1)(0, T));
    for (let h = 0; h < H; h++) {
      const of = Array.from({ length: B }, (_, b) => given[b * H + h] ?? Number.NaN);
      const mean = of.reduce((a, b) => a + b, 0) / B;
      const error = Math.sqrt(of.reduce((s, v) => s + (v - mean) ** 2, 0) / (B - 1) / B);
      expect(error).toBeGreaterThan(0);
      expect(Math.abs(mean - (expected[h] ?? Number.NaN))).toBeLessThan(4.5 * error);
    }
  });

  it("of output drops from what goes up, and leaves the states as they are", () => {
    const { states, values, output, inputs } = wrapped("dropout:0.5,output", lstm, { X, H });
    expect(Object.keys(states)).toEqual(["h", "c"]);
    expect(output).toBe("out");
    expect(values.h).toBe(lstm.values.h);
    expect(Object.keys(inputs)).toEqual(["x", "keep_out"]);
  });

  it("of the states is on what matrices read, not on the leak of a GRU nor on the memory of an LSTM", () => {
    const made = wrapped("dropout:0.5,recurrent", gru, { X, H });
    expect(Object.keys(made.inputs)).toEqual(["x", "keep_h"]);
    const { adjoint, names } = derive(made);
    expect(showExpr(adjoint.states.h as Expr, names)).toBe(
      "dh*z + (Unᵀ·dm + Uzᵀ·dz_pre + Urᵀ·dr_pre)*keep_h",
    );
    expect(Object.keys(wrapped("dropout:0.5,recurrent", lstm, { X, H }).inputs)).toEqual(["x", "keep_h"]);
  });
});

describe("zoneout", () => {
  it("with p = 1 keeps the states for ever: bits of the states, and a flat gradient", async () => {
    const B = 2;
    const { engine, batch } = await specified("zoneout:1", lstm, B);
    const from = stream(2, "states");
    const draw = () => Float64Array.from({ length: B * H }, () => from.normal());
    const start = [{ h: draw(), c: draw() }];
    const inputs = trainingNoise(engine, 1)(0, T);
    const silent = { ...batch, weight: new Float64Array(B), ...(inputs && { inputs }) };
    expect(engine.forward(silent, start).finalStates()).toEqual(start);
    const cotangents = [{ h: draw(), c: draw() }];
    const back = engine.backward({ finalCotangents: cotangents, profile: true });
    expect(back.initialCotangents()).toEqual(cotangents);
    for (const curve of Object.values(back.profile()[0] ?? {})) expect(new Set(curve).size).toBe(1);
  });

  it("shows the layer above what the states have become, also where the output is no state", async () => {
    const { engine, batch } = await specified("zoneout:1", lru, 1);
    const inputs = trainingNoise(engine, 1)(0, T);
    const seen = (x: ArrayLike<number>) =>
      engine.forward({ ...batch, x, ...(inputs && { inputs }) }).outputs();
    const lastOnly = Float64Array.from(batch.x).fill(0, 0, (T - 1) * X);
    expect(seen(lastOnly)).toEqual(seen(batch.x));
    expect(seen(lastOnly.map((v) => 2 * v))).not.toEqual(seen(batch.x));
  });
});

describe("h-detach", () => {
  const B = 2;
  const params = async (text: string) => {
    const { engine, batch } = await specified(text, lstm, B);
    const inputs = trainingNoise(engine, 1)(0, T);
    const forward = engine.forward({ ...batch, ...(inputs && { inputs }) });
    const gates = forward.values(0);
    const back = engine.backward();
    return { loss: forward.loss, h: forward.finalStates()[0], gates, back, grads: [...engine.grads] };
  };

  it("changes no bit of the forward pass, and with p = 0 none of the way back", async () => {
    const [plain, never, often] = [
      await params(""),
      await params("h-detach:0"),
      await params("h-detach:0.5"),
    ];
    expect(never.grads).toEqual(plain.grads);
    expect(often.loss).toBe(plain.loss);
    expect(often.h).toEqual(plain.h);
    expect(often.grads).not.toEqual(plain.grads);
  });

  it("with p = 1 leaves exactly the path of c", async () => {
    const { gates, back, h } = await params("h-detach:1");
    const initial = back.initialCotangents()[0];
    expect(new Set(initial?.h)).toEqual(new Set([0]));
    // dc_T from h_T = o·tanh(c_T) and the readout, then the product of the forget gates.
    const { engine, batch } = await specified("", lstm, B);
    engine.forward(batch);
    const dh = engine
      .backward()
      .arriving(0)
      .slice(-B * H);
    const expected = dh.map((d, i) => {
      const last = (name: string) => gates[name]?.slice(-B * H)[i] ?? Number.NaN;
      let dc = d * last("o") * (1 - Math.tanh(h?.c?.[i] ?? Number.NaN) ** 2);
      for (let t = T - 1; t >= 0; t--) dc *= gates.f?.[t * B * H + i] ?? Number.NaN;
      return dc;
    });
    for (const [i, v] of expected.entries())
      expect(Math.abs((initial?.c?.[i] ?? Number.NaN) - v)).toBeLessThan(1e-14 * Math.abs(v));
    expect(Math.abs(expected[0] ?? 0)).toBeGreaterThan(0);
  });
});

describe("what a wrapper needs of a cell", () => {
  it.each([
    [
      "dropout:0.2,recurrent",
      indRnn,
      'in the cell "indrnn" no matrix does; take a cell with a recurrent matrix',
    ],
    ["h-detach:0.2", indRnn, 'in the cell "indrnn" no matrix does'],
    ["zoneout:0.2", denseTanh, 'the cell "dense-tanh" has no state; take a recurrent cell'],
    ["zoneout:0.2,c=0.5", gru, 'the cell "gru" has no state "c"; leave c out'],
    ["clip-state:1", denseTanh, 'the cell "dense-tanh" has none; take a recurrent cell'],
  ])("%s is refused in a sentence where it is not there", (text, bare, message) => {
    expect(() => parseWrappers(text)[0]?.wrap(bare, { X, H })).toThrow(message);
  });

  it.each([
    ["dropout:1", "dropout: p must be below 1, not 1."],
    ["dropout", "dropout needs p; write e.g. dropout:p=0.5."],
    ["zoneout:1.5", "zoneout: p must be 1 or less, not 1.5."],
    ["clip-state:0", "clip-state: limit must be above 0, not 0."],
    ["dropout:0.2,variatonal", 'dropout takes no option "variatonal"; did you mean "variational"?'],
  ])("%s is refused in a sentence", (text, message) => {
    expect(() => parseWrappers(text)).toThrow(message);
  });

  it("is all: where it fits, every parameter keeps its role and so its start", () => {
    const skipped: string[] = [];
    for (const bare of Object.values(cells))
      for (const text of [
        "dropout:0.1",
        "dropout:0.1,variational",
        "zoneout:0.1",
        "h-detach:0.1",
        "clip-state:1",
      ]) {
        const rolesOf = (cell: Cell) => paramInfos({ ...over(cell), layers: [{ cell, dims: { H, R: 2 } }] });
        try {
          expect(rolesOf(wrapped(text, bare, { X, H })), `${bare.name} ${text}`).toEqual(rolesOf(bare));
        } catch (e) {
          if (!(e instanceof Error) || e.name !== "EquationError") throw e;
          skipped.push(bare.name);
        }
      }
    expect(new Set(skipped)).not.toContain("lstm");
    expect(parameters(over(lstm)).length).toBeGreaterThan(0);
  });
});
