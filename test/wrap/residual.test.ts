import { describe, expect, it } from "vitest";
import { denseLinear, gru, lstm, readouts, references } from "../../src/cells/index.js";
import { compile } from "../../src/engine/index.js";
import { wrappers } from "../../src/wrap/index.js";
import { underLaw, wrapped } from "../laws/wrapped.js";
import "../laws/subjects.js";

describe("wrappers", () => {
  it.each([...wrappers.values()])("the laws run over $family", ({ family }) => {
    expect([...underLaw].some((text) => text.includes(family))).toBe(true);
  });
  it.each([...wrappers.values()])("$family names a source", ({ cite }) => {
    expect(references).toHaveProperty([cite]);
  });
});

describe("residual", () => {
  it("adds the input itself where widths agree, and a projection of it where they do not", () => {
    expect(Object.keys(wrapped("residual", gru, { X: 5, H: 5 }).params)).not.toContain("P");
    expect(wrapped("residual", gru, { X: 2, H: 5 }).params.P?.shape).toEqual(["H", "X"]);
  });
  it("leaves the states as they are", () => {
    const { states, values } = wrapped("residual", lstm, { X: 2, H: 5 });
    expect(Object.keys(states)).toEqual(["h", "c"]);
    expect(values.h).not.toBe(values.out);
  });
  it("lets signal and gradient of a stack of layers whose weights are 0 through unchanged", async () => {
    const [width, depth] = [3, 20];
    const layer = { cell: wrapped("residual", denseLinear, { X: width, H: width }), dims: { H: width } };
    const network = {
      input: width,
      layers: Array.from({ length: depth }, () => layer),
      readout: { cell: readouts.mse, on: "last" as const, size: 1 },
    };
    const engine = await compile(network, { T: 1, B: 1 }, { backend: "interp" });
    const readout = engine.parameters.find(({ name }) => name === "readout.V");
    engine.params.fill(1, readout?.offset, (readout?.offset ?? 0) + width);
    const forward = engine.forward({ T: 1, x: [1, 2, 3], target: [7], weight: [1] });
    const top = forward.values(depth - 1).out;
    expect([...(top ?? [])]).toEqual([1, 2, 3]);
    const { arriving } = engine.backward();
    expect([...arriving(0)]).toEqual([...arriving(depth - 1)]);
    expect(arriving(0)[0]).not.toBe(0);
    engine.dispose();
  });
});
