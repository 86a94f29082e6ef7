import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distributionOf } from "../../src/probe/index.js";

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 6, maxLength: 6 });

describe("a distribution", () => {
  it("has a norm that a power of two multiplies exactly, where squares overflow too", () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: -900, max: 900 }), (values, e) => {
        const of = Float64Array.from(values, (v) => (Math.abs(v) < 1e-9 ? 0 : v));
        const [one, other] = [
          distributionOf(of, 2),
          distributionOf(
            of.map((v) => v * 2 ** e),
            2,
          ),
        ];
        expect(other.norm).toBe(one.norm * 2 ** e);
        expect(other.bins).toEqual(one.bins);
      }),
      { numRuns: 200 },
    );
  });

  it("counts every finite value in one bin, least and greatest in the outer ones", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const { bins, low, high } = distributionOf(Float64Array.from(values), 2);
        expect(bins.reduce((a, b) => a + b)).toBe(6);
        expect(low).toBe(Math.min(...values));
        expect(high).toBe(Math.max(...values));
        if (low < high) expect(Math.min(bins[0] ?? 0, bins.at(-1) ?? 0)).toBeGreaterThan(0);
      }),
    );
  });

  it("is the L2 norm per example, averaged over the batch", () => {
    expect(distributionOf(Float64Array.of(3, 4, 0, 1), 2)).toMatchObject({
      norm: 3,
      zeros: 0.25,
      notFinite: 0,
    });
  });

  it("says what is not finite, and is then not a number that looks sound", () => {
    const made = distributionOf(Float64Array.of(1, Number.NaN, 2, Number.POSITIVE_INFINITY), 2);
    expect(made).toMatchObject({ norm: Number.NaN, log10: Number.NaN, notFinite: 0.5, low: 1, high: 2 });
    const none = distributionOf(Float64Array.of(Number.NaN, Number.NaN), 1);
    expect(none).toMatchObject({ notFinite: 1, low: Number.NaN, high: Number.NaN });
    expect(distributionOf(new Float64Array(4), 2)).toMatchObject({ norm: 0, log10: -Infinity, zeros: 1 });
  });
});
