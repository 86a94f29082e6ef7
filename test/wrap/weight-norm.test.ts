import { describe, expect, it } from "vitest";
import { gru, lru, rnn } from "../../src/cells/index.js";
import { initialParameters, network } from "../../src/lab/index.js";
import { adding, small } from "../lab/small.js";
import { wrapped } from "../laws/wrapped.js";
import { batch, layer, parameter, X } from "./layer.js";

const H = 5;

describe("weight-norm", () => {
  it("starts as the network starts without it: lengths are those of the rows that were drawn", () => {
    const task = adding();
    const start = (wrap?: string) => {
      const experiment = small(task, { layers: [{ cell: "gru", hidden: H, ...(wrap && { wrap }) }] });
      const net = network(experiment, task);
      return { net, ...initialParameters(experiment, task, net) };
    };
    const [plain, normed] = [start(), start("weight-norm")];
    expect(normed.names).toContain("sqrt(sum(Un*Un))");
    expect(normed.values.slice(0, 10)).toEqual(plain.values.slice(0, 10));
    const Uz = normed.values.subarray(2 * H); // Wz, then Uz
    const g = Object.keys(normed.net.layers[0]?.cell.params ?? {}).indexOf("Uz_g");
    const names = Object.entries(normed.net.layers[0]?.cell.params ?? {}).slice(0, g);
    const at = names.reduce((n, [, { shape }]) => n + shape.reduce((m, d) => m * (d === "H" ? H : 2), 1), 0);
    const length = Math.hypot(...Uz.subarray(0, H));
    expect(normed.values[at]).toBeCloseTo(length, 12);
  });

  it("does not see the length of v, and v's gradient is orthogonal to v, row by row", async () => {
    const cell = wrapped("weight-norm", gru, { X, H });
    const engine = await layer(cell, H);
    const before = engine.forward(batch).outputs();
    engine.backward();
    for (const name of ["Uz", "Wn"]) {
      const { value, gradient } = parameter(engine, name);
      const cols = value.length / H;
      for (let i = 0; i < H; i++) {
        const [v, d] = [value, gradient].map((of) => of.subarray(i * cols, (i + 1) * cols));
        const along = d?.reduce((sum, x, j) => sum + x * (v?.[j] ?? Number.NaN), 0);
        expect(Math.hypot(...(d ?? []))).toBeGreaterThan(1e-6);
        expect(Math.abs(along ?? Number.NaN)).toBeLessThan(1e-14);
      }
    }
    for (const p of engine.parameters)
      if (["Uz", "Wn"].includes(p.local))
        for (let i = p.offset; i < p.offset + p.size; i++) engine.params[i] = 7 * (engine.params[i] ?? 0);
    const after = engine.forward(batch).outputs();
    after.forEach((y, i) => {
      expect(y).toBeCloseTo(before[i] ?? Number.NaN, 13);
    });
  });

  it("is W = g v / ‖v‖", async () => {
    const engine = await layer(wrapped("weight-norm:which=recurrent", rnn, { X, H }), H, {
      U: Float64Array.from({ length: H * H }, (_, i) => (i % H < 2 ? ([3, 4][i % H] ?? 0) : 0)),
      U_g: Float64Array.from({ length: H }, (_, i) => i),
    });
    engine.forward(batch);
    const { U_w = [] } = engine.derived(0);
    expect([...U_w].slice(H, 2 * H).map((u) => u.toFixed(14))).toEqual(
      [0.6, 0.8, 0, 0, 0].map((u) => u.toFixed(14)),
    );
    expect(Object.keys(engine.derived(0))).toEqual(["U_w"]);
  });

  it("refuses a cell that has nothing to normalise, and says what to do", () => {
    expect(() => wrapped("weight-norm:which=recurrent", lru, { X, H })).toThrow(
      'weight-norm needs a recurrent matrix that is a parameter, and the cell "lru" has none; leave weight-norm out, or take another cell',
    );
  });
});
