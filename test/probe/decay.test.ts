import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitDecay } from "../../src/probe/decay.js";

/** The profile α^(T-t), t = 1..T. */
function geometric(alpha: number, T: number): number[] {
  return Array.from({ length: T }, (_, i) => (T - 1 - i) * Math.log10(alpha));
}

const alphas = fc.double({ min: 1e-3, max: 1e3, noNaN: true });

describe("rate and half-life", () => {
  it("is α for a profile α^(T-t), at every length", () => {
    fc.assert(
      fc.property(alphas, fc.integer({ min: 2, max: 1500 }), (alpha, T) => {
        const { rate, log10Ratio } = fitDecay(geometric(alpha, T));
        expect(rate / alpha).toBeCloseTo(1, 9);
        expect(log10Ratio).toBeCloseTo((T - 1) * Math.log10(alpha), 6);
      }),
      { numRuns: 50 },
    );
  });

  it("does not see outliers in less than a quarter of the steps", () => {
    const profile = geometric(0.8, 100).map((y, i) => (i % 5 === 0 ? y + 40 : y));
    expect(fitDecay(profile).rate).toBeCloseTo(0.8, 6);
  });

  it("does not see the outer tenths", () => {
    const profile = geometric(0.8, 100).map((y, i) => (i < 10 || i >= 90 ? 7 : y));
    expect(fitDecay(profile).rate).toBeCloseTo(0.8, 9);
  });

  it("has the half-life 1 at rates 1/2 and 2, and an infinite one at rate 1", () => {
    expect(fitDecay(geometric(0.5, 50)).halfLife).toBeCloseTo(1, 9);
    expect(fitDecay(geometric(2, 50)).halfLife).toBeCloseTo(1, 9);
    expect(fitDecay(geometric(1, 50))).toMatchObject({ rate: 1, halfLife: Number.POSITIVE_INFINITY });
  });

  it("leaves exact zeros and NaN out", () => {
    const profile = geometric(0.7, 60).map((y, i) =>
      i % 4 === 1 ? Number.NEGATIVE_INFINITY : i === 30 ? NaN : y,
    );
    expect(fitDecay(profile).rate).toBeCloseTo(0.7, 9);
  });

  it("is quick and the same every time at T = 10000", () => {
    const noisy = geometric(0.99, 10_000).map((y, i) => y + Math.sin(i * i));
    expect(fitDecay(noisy).rate).toBeCloseTo(0.99, 3);
    expect(fitDecay(noisy)).toEqual(fitDecay(noisy));
  });
});

describe("horizon", () => {
  it("counts the steps back at or above 1e-3 of the last", () => {
    expect(fitDecay(geometric(0.1, 10)).horizon).toBe(3);
    expect(fitDecay(geometric(0.5, 100)).horizon).toBe(9);
    expect(fitDecay(geometric(0.999, 100)).horizon).toBe(99);
    expect(fitDecay(geometric(1.5, 100)).horizon).toBe(99);
  });

  it("does not depend on the scale of the gradient", () => {
    fc.assert(
      fc.property(alphas, fc.double({ min: -400, max: 400, noNaN: true }), (alpha, shift) => {
        const profile = geometric(alpha, 40);
        expect(fitDecay(profile.map((y) => y + shift)).horizon).toBe(fitDecay(profile).horizon);
      }),
    );
  });

  it("ends at an exact zero or a value that is not finite, even if the gradient comes back", () => {
    for (const gap of [Number.NEGATIVE_INFINITY, Number.NaN, Number.POSITIVE_INFINITY])
      expect(fitDecay([0, 0, gap, 0, 0]).horizon).toBe(1);
  });
});

describe("degenerate profiles", () => {
  const zero = Number.NEGATIVE_INFINITY;
  const unfit = { rate: Number.NaN, halfLife: Number.NaN, horizon: 0 };

  it("cannot be fitted with one finite step", () => {
    expect(fitDecay([])).toEqual({ ...unfit, log10Ratio: Number.NaN });
    expect(fitDecay([-2])).toEqual({ ...unfit, log10Ratio: 0 });
    expect(fitDecay([zero, zero, 0])).toEqual({ ...unfit, log10Ratio: zero });
  });

  it("says so of profiles that are all zero or all NaN", () => {
    expect(fitDecay([zero, zero, zero])).toEqual({ ...unfit, log10Ratio: Number.NaN });
    expect(fitDecay([Number.NaN, Number.NaN])).toEqual({ ...unfit, log10Ratio: Number.NaN });
  });
});
