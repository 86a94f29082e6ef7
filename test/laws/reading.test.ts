import { describe, expect, it } from "vitest";
import { denseGelu, denseLinear, gru, lstm, meanSquaredError } from "../../src/cells/index.js";
import type { Engine } from "../../src/engine/index.js";
import type { Cell, Network } from "../../src/ir/index.js";
import { stream } from "../../src/rng/index.js";
import { withEngine, witness } from "./witness.js";

// What an engine lets one read of its layers: native prints the same plan as wasm, which is compiled faster.

const [T, B] = [3, 2];
const stackOf = (on: "last" | "every", ...cells: readonly Cell[]): Network => ({
  input: 2,
  layers: cells.map((cell, i) => ({ cell, dims: { H: 3 + i } })),
  readout: { cell: meanSquaredError, on, size: 1 },
});

function pass(engine: Engine, profile = false) {
  const from = stream(1, "reading");
  const draw = (n: number) => Float64Array.from({ length: n }, () => from.normal());
  engine.params.set(draw(engine.params.length).map((v) => v / 2));
  const L = engine.network.readout.on === "every" ? T : 1;
  const batch = { T, x: draw(T * B * 2), target: draw(L * B), weight: new Float64Array(L * B).fill(1) };
  const forward = engine.forward(batch);
  const values = engine.network.layers.map((_, l) => forward.values(l));
  return { batch, forward, values, back: engine.backward({ profile }) };
}

const network = stackOf("last", lstm, denseGelu, gru);
const dense = stackOf("last", denseLinear, denseLinear);
const every = stackOf("every", gru, denseLinear);

describe("what is read of a layer", () => {
  it.each([
    { name: "recurrent, last", network },
    { name: "dense, last", network: dense },
    { name: "recurrent, every", network: every },
  ])("is the same on the interpreter and in generated code: $name", async ({ network }) => {
    const read = (engine: Engine) => {
      const { values, back } = pass(engine);
      return { values, arriving: network.layers.map((_, l) => back.arriving(l)) };
    };
    const spec = await withEngine(witness("interp", "float64"), network, { T, B }, read);
    const code = await withEngine(witness("wasm", "float64"), network, { T, B }, read);
    for (const l of network.layers.keys()) {
      expect(Object.keys(code.values[l] ?? {}).sort()).toEqual(Object.keys(spec.values[l] ?? {}).sort());
      for (const [name, v] of Object.entries(spec.values[l] ?? {}))
        close(code.values[l]?.[name], v, `${l}.${name}`);
      close(code.arriving[l], spec.arriving[l] ?? new Float64Array(), `arriving ${l}`);
    }
    expect(spec.arriving.some((a) => a.some((v) => v !== 0))).toBe(true);
  });

  it("has the gates, states and outputs of the last step at its end", async () => {
    await withEngine(witness("wasm", "float64"), network, { T, B }, (engine) => {
      const { values, forward } = pass(engine);
      expect(Object.keys(values[0] ?? {}).sort()).toEqual(["c", "f", "g", "h", "i", "o"]);
      for (const gate of values[0]?.f ?? []) expect(Math.abs(gate - 0.5)).toBeLessThan(0.5);
      expect(values[0]?.c?.slice(-B * 3)).toEqual(forward.finalStates()[0]?.c);
    });
  });

  it("makes the gradients of a linear layer: dW = Σ arriving ⊗ x, db = Σ arriving", async () => {
    await withEngine(witness("interp", "float64"), dense, { T, B }, (engine) => {
      const { batch, back } = pass(engine);
      const d = back.arriving(0);
      for (const { name, offset, rows, cols } of engine.parameters.filter(({ layer }) => layer === 0))
        for (let i = 0; i < rows * cols; i++) {
          let expected = 0;
          for (let r = 0; r < T * B; r++)
            expected +=
              (d[r * rows + Math.floor(i / cols)] ?? Number.NaN) *
              (name === "0.W" ? (batch.x[r * 2 + (i % cols)] ?? Number.NaN) : 1);
          expect(engine.grads[offset + i]).toBeCloseTo(expected, 12);
        }
    });
  });

  it("is refused in a sentence: a layer that is not there, after a profile, with windows of time", async () => {
    for (const w of [witness("interp", "float64"), witness("wasm", "float64")])
      await withEngine(w, network, { T, B }, (engine) => {
        const { forward, back } = pass(engine, true);
        expect(() => forward.values(3)).toThrow("a layer is a whole number from 0 to 2; given 3;");
        expect(() => back.arriving(-1)).toThrow(RangeError);
        expect(() => back.arriving(0)).toThrow("a backward pass with a profile rescales");
      });
    await withEngine(
      witness("wasm", "float64"),
      network,
      { T, B },
      (engine) => {
        const batch = {
          T,
          x: new Float64Array(T * B * 2),
          target: new Float64Array(B),
          weight: new Float64Array(B),
        };
        expect(() => engine.forward(batch).values(0)).toThrow("values are kept for 2 of 3 steps;");
      },
      { checkpoint: "sqrt" },
    );
  });
});

function close(given: Float64Array | undefined, expected: Float64Array, what: string): void {
  expect(given?.length, what).toBe(expected.length);
  for (const [i, v] of expected.entries()) expect(given?.[i], `${what} [${i}]`).toBeCloseTo(v, 11);
}
