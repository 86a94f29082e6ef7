import { expect, it } from "vitest";
import { gru, lstm, readouts } from "../../src/cells/index.js";
import { profileOf } from "../../src/probe/index.js";

it("names every state of every layer and fits its decay", () => {
  const layers = [lstm, gru].map((cell) => ({ cell, dims: { H: 2 } }));
  const network = { input: 1, layers, readout: { cell: readouts.mse, on: "last" as const, size: 1 } };
  const curve = Float64Array.of(-Infinity, -3, -2, -1, 0);
  const { T, states } = profileOf([{ h: curve, c: curve }, { h: curve }], network);
  expect(T).toBe(5);
  expect(states.map(({ layer, cell, state }) => `${layer} ${cell} ${state}`)).toEqual([
    "0 lstm h",
    "0 lstm c",
    "1 gru h",
  ]);
  expect(states[0]?.log10).toEqual([-Infinity, -3, -2, -1, 0]);
  expect(states[0]?.decay.rate).toBeCloseTo(0.1, 9);
});

it("is empty for a network without states", () => {
  const network = { input: 1, layers: [], readout: { cell: readouts.mse, on: "last" as const, size: 1 } };
  expect(profileOf([{}], network)).toEqual({ T: 0, states: [] });
});
