import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cycle, parseInitialiser, sparseSpectral } from "../../src/init/index.js";
import { spectralRadius } from "../../src/init/radius.js";
import { spectrumOf } from "../../src/probe/index.js";
import { stream } from "../../src/rng/index.js";

describe("the spectral radius", () => {
  it("is that of the eigenvalues, for random matrices dense and sparse", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 24 }),
        fc.integer(),
        fc.boolean(),
        async (n, seed, dense) => {
          const from = stream(seed);
          const W = Float64Array.from({ length: n * n }, () =>
            dense || from.int(3) === 0 ? from.normal() : 0,
          );
          const { radius } = await spectrumOf(W, n, n);
          // Of a nilpotent matrix, rounding makes an eigenvalue of ε^(1/n).
          const nothing = 1e-16 ** (1 / n) * 10;
          const measured = spectralRadius(W, n);
          if (radius < nothing) expect(measured).toBeLessThan(nothing);
          else expect(Math.abs(measured / radius - 1)).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("of a rotation by any angle is 1, of a nilpotent matrix 0, and of what is not finite no number", () => {
    for (const angle of [0.1, 1, Math.PI / 2, 3])
      expect(
        spectralRadius([Math.cos(angle), -Math.sin(angle), Math.sin(angle), Math.cos(angle)], 2),
      ).toBeCloseTo(1, 10);
    expect(spectralRadius([0, 5, 0, 0], 2)).toBe(0);
    expect(spectralRadius([0, Number.NaN, 1, 0], 2)).toBeNaN();
  });
});

describe("sparse-spectral", () => {
  it("has its radius, and a tenth of the values, the same number in every row, unless told otherwise", async () => {
    const W = sparseSpectral(1.25).draw(60, 60, stream(1));
    expect((await spectrumOf(W, 60, 60)).radius).toBeCloseTo(1.25, 8);
    for (let i = 0; i < 60; i++)
      expect(W.subarray(i * 60, i * 60 + 60).filter((v) => v !== 0)).toHaveLength(6);
    const dense = parseInitialiser("sparse-spectral:0.5:0.5").draw(20, 20, stream(1));
    expect(dense.filter((v) => v !== 0)).toHaveLength(200);
    expect(sparseSpectral(0.5, 0.5).check(dense, 20, 20)).toBeUndefined();
    expect(sparseSpectral(0.5, 0.4).check(dense, 20, 20)).toMatch(
      /row 0 has 10 values that are not 0, not 8/,
    );
    expect(sparseSpectral(0.6, 0.5).check(dense, 20, 20)).toMatch(/the spectral radius is 0\.5\d*, not 0\.6/);
  });

  it("puts its values anywhere with equal chance", () => {
    const counts = new Float64Array(10);
    for (let i = 0; i < 2000; i++) {
      const row = sparseSpectral(1, 0.3).draw(1, 10, stream(i));
      for (const [k, v] of row.entries()) if (v !== 0) counts[k] = (counts[k] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 600)).toBeLessThan(6 * Math.sqrt(2000 * 0.3 * 0.7));
  });
});

describe("cycle", () => {
  it("brings a signal back after as many steps as there are units", () => {
    const W = cycle(0.5).draw(3, 3, stream(1));
    expect(W).toEqual(new Float64Array([0, 0, 0.5, 0.5, 0, 0, 0, 0.5, 0]));
    expect(cycle().check(W, 3, 3)).toMatch(/value 2 is 0\.5, not 1/);
  });
});
