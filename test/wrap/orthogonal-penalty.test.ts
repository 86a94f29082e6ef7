import { describe, expect, it } from "vitest";
import { rnn } from "../../src/cells/index.js";
import { adding, type Records, runAll, small } from "../lab/small.js";
import { wrapped } from "../laws/wrapped.js";
import { batch, gramLess, layer, noise, parameter, product, X } from "./layer.js";

const H = 5;
const silent = { ...batch, weight: new Float64Array(2) };

describe("orthogonal-penalty", () => {
  it.each([
    "interp",
    "native",
    "wasm",
  ] as const)("on %s: is λ ‖U'U - I‖², its gradient 4λ U (U'U - I), and the loss stays that of the task", async (backend) => {
    const U = noise(H * H);
    const engine = await layer(wrapped("orthogonal-penalty:0.3", rnn, { X, H }), H, { U }, { backend });
    expect(engine.forward(silent).loss).toBe(0);
    const G = gramLess(U, H);
    expect(engine.penalty()).toBeCloseTo(0.3 * Math.hypot(...G) ** 2, 10);
    engine.backward();
    const expected = product(U, G, H).map((v) => 4 * 0.3 * v);
    parameter(engine, "U").gradient.forEach((d, i) => {
      expect(d).toBeCloseTo(expected[i] ?? Number.NaN, 10);
    });
    // What the next window adds to the gradient has the penalty already.
    engine.forward(silent);
    engine.backward({ accumulate: true });
    expect(parameter(engine, "U").gradient[3]).toBeCloseTo(expected[3] ?? Number.NaN, 10);
    engine.dispose();
  });

  it("is recorded beside the loss, and falls", async () => {
    const task = adding();
    const layers = [{ cell: "rnn", hidden: H, wrap: "orthogonal-penalty:1" }];
    const init = { recurrent: "normal:0.3" };
    const records: Records = await runAll(small(task, { layers, init, steps: 30 }), task);
    const penalties = records.of("step").map(({ penalty = Number.NaN }) => penalty);
    expect(penalties.at(-1)).toBeLessThan(0.7 * (penalties[0] ?? Number.NaN));
    const plain = await runAll(small(task, { layers: [{ cell: "rnn", hidden: H }], init }), task);
    expect(plain.of("step")[0]).not.toHaveProperty("penalty");
    expect(plain.losses[0]).toBe(records.losses[0]);
  });
});
