import { describe, expect, it } from "vitest";
import { jacobianProbe } from "../../src/probe/index.js";
import { linear } from "../laws/linear.js";
import { batchOf, engineOf, named, scaledOrthogonal } from "./network.js";

describe("Jacobian products and Lyapunov exponents", () => {
  it.each([
    1, 0.5, 1.25,
  ])("of %f times an orthogonal matrix are its powers and its logarithm", async (alpha) => {
    const T = 20;
    const engine = await engineOf(linear, { T, B: 1, set: { "0.U": scaledOrthogonal(5, alpha) } });
    const { size, lyapunov, products } = await jacobianProbe(engine, batchOf(engine).x);
    expect(size).toBe(5);
    expect(lyapunov).toHaveLength(5);
    for (const exponent of lyapunov) expect(exponent).toBeCloseTo(Math.log(alpha), 10);
    expect(products?.map(({ t }) => t)).toEqual([0, 2, 5, 8, 11, 14, 17]);
    for (const { t, greatest, median, least } of products ?? [])
      for (const value of [greatest, median, least])
        expect(value).toBeCloseTo((T - t) * Math.log10(alpha), 9);
  });

  it("of a diagonal matrix are its entries, ordered", async () => {
    const diagonal = (i: number) => (i % 4 === 0 ? ([0.5, 2, 1][i / 4] ?? 0) : 0);
    const engine = await engineOf(linear, { T: 40, B: 1, H: 3, set: { "0.U": diagonal } });
    const { lyapunov, products } = await jacobianProbe(engine, batchOf(engine).x);
    for (const [i, factor] of [2, 1, 0.5].entries()) expect(lyapunov[i]).toBeCloseTo(Math.log(factor), 1);
    const first = products?.[0];
    expect(first?.greatest).toBeCloseTo(40 * Math.log10(2), 8);
    expect(first?.median).toBeCloseTo(0, 8);
  });

  it("count h and c of an LSTM, and agree with the states' Jacobian by differences", async () => {
    const T = 3;
    const engine = await engineOf(named("lstm"), { T, B: 1, H: 2 });
    const batch = batchOf(engine);
    const { size, products } = await jacobianProbe(engine, batch.x);
    expect(size).toBe(4);
    const moved = (h: number[], c: number[]) => {
      const states = [{ h: Float64Array.from(h), c: Float64Array.from(c) }];
      const [final] = engine.forward(batch, states).finalStates();
      return [...(final?.h ?? []), ...(final?.c ?? [])];
    };
    // The greatest singular value is at least the length of any column.
    const e = 1e-5;
    const columns = [0, 1, 2, 3].map((i) => {
      const at = (s: number) => [0, 1, 2, 3].map((j) => (i === j ? s * e : 0));
      const [up, down] = [at(1), at(-1)];
      const [a, b] = [moved(up.slice(0, 2), up.slice(2)), moved(down.slice(0, 2), down.slice(2))];
      return Math.sqrt(a.reduce((sum, v, j) => sum + ((v - (b[j] ?? 0)) / (2 * e)) ** 2, 0));
    });
    const greatest = 10 ** (products?.[0]?.greatest ?? Number.NaN);
    expect(greatest).toBeGreaterThanOrEqual(Math.max(...columns) - 1e-8);
    expect(greatest).toBeLessThanOrEqual(Math.hypot(...columns) + 1e-8);
  });
});
