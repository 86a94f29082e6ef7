import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { gru, meanSquaredError } from "../../src/cells/index.js";
import { compile } from "../../src/engine/index.js";
import type { Network } from "../../src/ir/index.js";

const B = 24;
const network: Network = {
  input: 2,
  layers: [{ cell: gru, dims: { H: 8 } }],
  readout: { cell: meanSquaredError, on: "last", size: 1 },
};
const batch = (T: number) => ({
  T,
  x: Float64Array.from({ length: T * B * 2 }, (_, i) => Math.sin(i)),
  target: new Float64Array(B).fill(0.5),
  weight: new Float64Array(B).fill(1 / B),
});
const make = async (threads: number) => {
  const engine = await compile(network, { T: 5, B }, { backend: "native", threads });
  engine.params.forEach((_, i, all) => {
    all[i] = Math.cos(i) / 4;
  });
  const gradient = (T: number): string => {
    engine.forward(batch(T));
    engine.backward();
    return engine.grads.join();
  };
  return { engine, gradient };
};

describe("the threads of an engine", () => {
  it("serve one call after another, asleep or awake, beside those of an engine with the same code", async () => {
    const [one, two, three] = [await make(1), await make(2), await make(3)];
    const wanted = [1, 2, 3, 4, 5].map(one.gradient);
    for (let round = 0; round < 40; round++) {
      for (const { gradient } of [two, three]) expect([1, 2, 3, 4, 5].map(gradient)).toEqual(wanted);
      if (round % 10 === 0) await setTimeout(5);
    }
    two.engine.dispose();
    expect([1, 2, 3, 4, 5].map(three.gradient)).toEqual(wanted);
    for (const { engine } of [one, three]) engine.dispose();
  });
});
