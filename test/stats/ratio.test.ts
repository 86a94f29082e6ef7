import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pairedRatio, pairedShift } from "../../src/stats/index.js";

const of = (...values: number[]) => values.map((value, i) => ({ seed: i + 1, value }));

describe("the ratio of pairs", () => {
  it("is the geometric mean, with Student's interval of the mean logarithm", () => {
    // Logarithms 0 and ln 4: mean ln 2, standard error ln 2, t of one degree of freedom 12.706.
    const { value, n, interval } = pairedRatio(of(1, 4), of(1, 1));
    expect(value).toBeCloseTo(2, 12);
    expect(n).toBe(2);
    expect(Math.log(interval?.high ?? 0)).toBeCloseTo(Math.LN2 * (1 + 12.7062), 3);
  });

  it("claims nothing where the pairs show no spread, and leaves out what has no logarithm or no partner", () => {
    expect(pairedRatio(of(2, 6, 10), of(1, 3, 5))).toEqual({ value: 2, n: 3, reason: expect.any(String) });
    expect(pairedRatio(of(2, 0, Number.NaN, 8), of(1, 1, 1)).n).toBe(1);
    expect(pairedRatio([], of(1)).value).toBeNaN();
  });

  it("turned round is the inverse", () => {
    const values = fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 8 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [there, back] = [pairedRatio(of(...a), of(...b)), pairedRatio(of(...b), of(...a))];
        expect(there.value * back.value).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe("the difference of pairs", () => {
  it("is the median, with an interval inside the range of the pairs, and turned round it is the negative", () => {
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 7 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [there, back] = [pairedShift(of(...a), of(...b)), pairedShift(of(...b), of(...a))];
        expect(there.value + back.value).toBe(0);
        const shifts = a.flatMap((x, i) => (b[i] === undefined ? [] : [x - b[i]]));
        if (there.interval) {
          expect(there.interval.low).toBeGreaterThanOrEqual(Math.min(...shifts));
          expect(there.interval.high).toBeLessThanOrEqual(Math.max(...shifts));
        }
      }),
      { numRuns: 20 },
    );
  });

  it("leaves out what is not finite, such as the logarithm of nothing", () => {
    const nothing = Number.NEGATIVE_INFINITY;
    expect(pairedShift(of(-300, nothing, -400), of(-600, -20, -650))).toMatchObject({ value: 275, n: 2 });
    expect(pairedShift(of(nothing), of(1))).toMatchObject({ n: 0, value: Number.NaN });
  });
});
