import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryCapacity, parseReservoir, ridge } from "../../src/reservoir/index.js";
import { stream } from "../../src/rng/index.js";

const N = 20;
const of = (options: object) => parseReservoir({ units: N, ...options });

describe("memory capacity", () => {
  it.each([
    0.5, 0.9,
  ])("of a linear ring with the gain %d is N - 1 + r^2N, lag by lag as the algebra says", async (radius) => {
    // Rodan & Tiňo 2011: unit i holds Σ_j r^(i+jN) u(t-i-jN), so MC_k = r^(2N⌊k/N⌋)·(1 - r^2N).
    const { curve, total } = await memoryCapacity(
      of({ matrix: "cycle", activation: "linear", radius, inputScale: 1, samples: 10_000, ridge: 1e-12 }),
    );
    const wrap = radius ** (2 * N);
    for (const [i, measured] of curve.entries())
      expect(Math.abs(measured - wrap ** Math.floor((i + 1) / N) * (1 - wrap)), `lag ${i + 1}`).toBeLessThan(
        0.03,
      );
    // Each of the lags beyond the ring reads 1 / samples by chance.
    expect(Math.abs(total - (N - 1 + wrap))).toBeLessThan(0.1);
  });

  it("is no more than the number of units, whatever the reservoir", async () => {
    const any = fc.record({
      units: fc.constantFrom(1, 5, 12),
      matrix: fc.constantFrom("sparse", "cycle", "orthogonal"),
      activation: fc.constantFrom("tanh", "linear"),
      radius: fc.double({ min: 0.05, max: 0.98, noNaN: true }),
      leak: fc.double({ min: 0.05, max: 1, noNaN: true }),
      inputScale: fc.double({ min: 0.01, max: 2, noNaN: true }),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(any, async (given) => {
        const reservoir = parseReservoir({ ...given, samples: 1000 });
        const lags = 3 * reservoir.units + 5;
        const { curve, total } = await memoryCapacity(reservoir, lags);
        // What independent numbers correlate by chance: lags / samples on average.
        expect(total).toBeLessThan(reservoir.units + (4 * lags) / 1000 + 0.05);
        for (const one of curve) expect(one >= 0 && one <= 1 + 1e-12).toBe(true);
      }),
      { numRuns: 12 },
    );
  });

  it("of a tanh reservoir is that of a linear one for small inputs, and less for large ones", async () => {
    const [linear, small, large] = await Promise.all(
      [
        { activation: "linear", inputScale: 0.001 },
        { activation: "tanh", inputScale: 0.001 },
        { activation: "tanh", inputScale: 3 },
      ].map(async (options) => (await memoryCapacity(of({ ...options, ridge: 1e-14 }))).total),
    );
    expect(Math.abs((small ?? 0) - (linear ?? 0))).toBeLessThan(0.1);
    expect(large).toBeLessThan(0.6 * (small ?? 0));
  });

  it("of one that leaks is little for what is near and spreads to what is far", async () => {
    const at = async (leak: number) => (await memoryCapacity(of({ leak, radius: 0.95 }), 2 * N)).curve;
    const [fast, slow] = [await at(1), await at(0.1)];
    expect(slow[0]).toBeLessThan(fast[0] ?? 0);
  });

  it("is no number where a linear reservoir explodes, and of no input nothing", async () => {
    const exploding = { activation: "linear", radius: 1.5, matrix: "cycle" };
    expect((await memoryCapacity(of(exploding))).total).toBeNaN();
    expect((await memoryCapacity(of({ inputScale: 0 }))).total).toBe(0);
  });

  it("is the same for the same seed", async () => {
    const [a, b, c] = await Promise.all(
      [1, 1, 2].map((seed) => memoryCapacity(of({ seed, samples: 300 }), 10)),
    );
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });
});

describe("ridge regression", () => {
  it("finds the line that the data lie on, and its bias, without a penalty", async () => {
    const from = stream(1);
    const fit = ridge(2, 2);
    for (let i = 0; i < 50; i++) {
      const s = [from.normal(), from.normal()] as const;
      fit.add(s, 0, [3 * s[0] - s[1] + 5, 2 * s[1]], 0, from.uniform());
    }
    const readout = await fit.solve(0);
    for (const [i, v] of [3, -1, 5, 0, 2, 0].entries()) expect(readout?.weights[i]).toBeCloseTo(v, 10);
    expect([...(readout?.read([9, 1, 2], 1) ?? [])].map((v) => Math.round(v * 1e9) / 1e9)).toEqual([6, 4]);
  });

  it("has the gradient zero: of every weight Σ error·state + beta·weight, of the bias Σ error", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.double({ min: 1e-3, max: 100, noNaN: true }), async (seed, beta) => {
        const from = stream(seed);
        const rows = Array.from({ length: 30 }, () => Array.from({ length: 4 }, () => from.normal()));
        const fit = ridge(3, 1);
        for (const row of rows) fit.add(row, 0, row, 3);
        const readout = await fit.solve(beta);
        const gradient = [0, 1, 2, 3].map((i) =>
          rows.reduce(
            (sum, row) =>
              sum + ((readout?.read(row)[0] ?? Number.NaN) - (row[3] ?? 0)) * (i < 3 ? (row[i] ?? 0) : 1),
            i < 3 ? beta * (readout?.weights[i] ?? Number.NaN) : 0,
          ),
        );
        for (const g of gradient) expect(Math.abs(g)).toBeLessThan(1e-9);
      }),
      { numRuns: 20 },
    );
  });

  it("has no readout where states are the same and nothing is penalised, or are not finite", async () => {
    const [same, broken] = [ridge(2, 1), ridge(2, 1)];
    for (let i = 0; i < 5; i++) same.add([i, i], 0, [i], 0);
    broken.add([1, Number.POSITIVE_INFINITY], 0, [1], 0);
    expect(await same.solve(0)).toBeUndefined();
    expect(await same.solve(1)).toBeDefined();
    expect(await broken.solve(1)).toBeUndefined();
  });
});
