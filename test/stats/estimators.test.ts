import { quantileSorted } from "d3-array";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bootstrap } from "../../src/stats/bootstrap.js";
import { improvement, improvementInterval } from "../../src/stats/improvement.js";
import { interquartileMean } from "../../src/stats/interquartile.js";
import { independentDifference, pairedDifference } from "../../src/stats/newcombe.js";
import { meanOf, pseudoSteps, restrictedMean } from "../../src/stats/restricted.js";
import { kaplanMeier, type Observation } from "../../src/stats/survival.js";
import { wilson } from "../../src/stats/wilson.js";

const values = (minLength: number) =>
  fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength, maxLength: 12 });
const observations = fc.array(
  fc.record<Observation>({ step: fc.integer({ min: 1, max: 50 }), solved: fc.boolean() }),
  { minLength: 2, maxLength: 12 },
);
const mean = (of: readonly number[]) => of.reduce((a, b) => a + b, 0) / of.length;

describe("the interquartile mean", () => {
  it("is the mean of the middle half where n is a multiple of 4 (as scipy's trim_mean of rliable)", () => {
    expect(interquartileMean([9, 1, 2, 100, 3, 4, -50, 5])).toBeCloseTo(mean([2, 3, 4, 5]), 12);
  });

  it("cuts in part elsewhere: of 1, 2, 30 a quarter of each end is left", () => {
    expect(interquartileMean([1, 2, 30])).toBeCloseTo((0.25 * 1 + 2 + 0.25 * 30) / 1.5, 12);
  });

  it("is the same when every value is there k times, lies between the quartiles, and moves with the values", () => {
    fc.assert(
      fc.property(values(1), fc.integer({ min: 2, max: 4 }), (of, k) => {
        const iqm = interquartileMean(of);
        expect(interquartileMean(Array.from({ length: k }, () => of).flat())).toBeCloseTo(iqm, 8);
        expect(interquartileMean(of.map((v) => 3 - 2 * v))).toBeCloseTo(3 - 2 * iqm, 8);
        expect(iqm).toBeGreaterThanOrEqual(Math.min(...of) - 1e-9);
        expect(iqm).toBeLessThanOrEqual(Math.max(...of) + 1e-9);
      }),
    );
  });
});

describe("the quantiles we use", () => {
  it("are those of numpy and R's type 7: linear between the order statistics, 1 + (n − 1) p", () => {
    expect([0, 0.25, 0.5, 0.75, 1].map((p) => quantileSorted([1, 2, 4, 8], p))).toEqual([1, 1.75, 3, 5, 8]);
  });
});

describe("the restricted mean", () => {
  it("is the mean of min(steps, τ) with the usual standard error where nothing is censored before τ", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 2, maxLength: 12 }),
        fc.integer({ min: 1, max: 150 }),
        (steps, upTo) => {
          const seen = steps.map((step) => ({ step: Math.min(step, upTo), solved: step <= upTo }));
          const found = restrictedMean(kaplanMeier(seen, upTo), upTo);
          const plain = meanOf(steps.map((step) => Math.min(step, upTo)));
          expect(found.mean).toBeCloseTo(plain.mean, 8);
          expect(found.standardError).toBeCloseTo(plain.standardError, 8);
          expect(pseudoSteps(seen, upTo)).toEqual(steps.map((step) => Math.min(step, upTo)));
        },
      ),
    );
  });

  it("lies between the mean of all steps seen and what it is when nobody censored ever solves", () => {
    fc.assert(
      fc.property(observations, (seen) => {
        const curve = kaplanMeier(seen, 50);
        const { mean: found } = restrictedMean(curve, curve.upTo);
        const never = seen.map(({ step, solved }) => (solved ? step : curve.upTo));
        expect(found).toBeGreaterThanOrEqual(mean(seen.map(({ step }) => step)) - 1e-9);
        expect(found).toBeLessThanOrEqual(mean(never) + 1e-9);
      }),
    );
  });
});

describe("the survival curve", () => {
  it("falls, stays in [0, 1], and accounts for every run", () => {
    fc.assert(
      fc.property(observations, (seen) => {
        const { points } = kaplanMeier(seen, 50);
        const shares = [1, ...points.map(({ share }) => share)];
        expect(shares).toEqual([...shares].sort((a, b) => b - a));
        expect(shares.every((s) => s >= 0 && s <= 1)).toBe(true);
        expect(points.reduce((sum, p) => sum + p.solved + p.censored, 0)).toBe(seen.length);
      }),
    );
  });

  it("is one less the empirical distribution where nothing is censored", () => {
    fc.assert(
      fc.property(observations, (seen) => {
        const solved = seen.map(({ step }) => ({ step, solved: true }));
        for (const { step, share } of kaplanMeier(solved, 50).points)
          expect(share).toBeCloseTo(seen.filter((o) => o.step > step).length / seen.length, 12);
      }),
    );
  });
});

describe("the probability of improvement", () => {
  it("is U / mn: 1 when all of a are sooner, one half against itself", () => {
    const at = (...steps: number[]) => steps.map((step) => ({ step, solved: true }));
    expect(improvement(at(1, 2), at(3, 4, 5))).toBe(1);
    expect(improvement(at(1, 4), at(2, 3))).toBe(0.5);
    expect(improvement(at(1, 4), at(2, 5))).toBe(0.75);
    fc.assert(
      fc.property(observations, (seen) => {
        expect(improvement(seen, seen)).toBeCloseTo(0.5, 12);
      }),
    );
  });

  it("takes a pair whose order is unknown for a tie", () => {
    const [unsolved, later, sooner] = [
      { step: 10, solved: false },
      { step: 20, solved: true },
      { step: 10, solved: true },
    ];
    expect(improvement([unsolved], [later])).toBe(0.5);
    expect(improvement([unsolved], [unsolved])).toBe(0.5);
    expect(improvement([sooner], [unsolved])).toBe(1);
  });

  it("of one run against one is known as well as one toss of a coin", () => {
    for (const won of [0, 1]) {
      expect(improvementInterval(won, 1, 1).low).toBeCloseTo(wilson(won, 1).low, 12);
      expect(improvementInterval(won, 1, 1).high).toBeCloseTo(wilson(won, 1).high, 12);
    }
  });

  it("has an interval that narrows with runs, around the estimate, inside [0, 1]", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 40 }), (value, n) => {
        const [few, many] = [improvementInterval(value, n, n), improvementInterval(value, 2 * n, 2 * n)];
        expect(few.low).toBeGreaterThanOrEqual(0);
        expect(few.high).toBeLessThanOrEqual(1);
        expect(many.low).toBeGreaterThanOrEqual(few.low - 1e-12);
        expect(many.high).toBeLessThanOrEqual(few.high + 1e-12);
        expect(many.low).toBeLessThanOrEqual(value);
      }),
    );
  });
});

describe("the difference of shares", () => {
  it("stays in [-1, 1] and holds the estimate, whatever the pairs", () => {
    const cell = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(cell, cell, cell, cell, (both, first, second, neither) => {
        const n = both + first + second + neither;
        if (n === 0) return;
        const { low, high } = pairedDifference({ both, first, second, neither });
        const value = (first - second) / n;
        expect(low).toBeGreaterThanOrEqual(-1 - 1e-12);
        expect(high).toBeLessThanOrEqual(1 + 1e-12);
        expect(low).toBeLessThanOrEqual(value + 1e-12);
        expect(high).toBeGreaterThanOrEqual(value - 1e-12);
      }),
    );
  });

  it("of pairs without anything in common is that of independent shares", () => {
    expect(pairedDifference({ both: 0, first: 5, second: 0, neither: 0 })).toEqual(
      independentDifference(5, 5, 0, 5),
    );
  });
});

describe("the bootstrap", () => {
  it("stays in the range of the data, repeats itself, and keeps groups and pairs together", () => {
    fc.assert(
      fc.property(values(2), (of) => {
        const draw = () => bootstrap([of], ([drawn = []]) => mean(drawn));
        const { low, high } = draw();
        expect(draw()).toEqual({ low, high });
        expect(low).toBeGreaterThanOrEqual(Math.min(...of) - 1e-9);
        expect(high).toBeLessThanOrEqual(Math.max(...of) + 1e-9);
        const pairs = of.map((v) => ({ a: v + 7, b: v }));
        const apart = bootstrap([pairs], ([drawn = []]) => mean(drawn.map(({ a, b }) => a - b)));
        expect(apart.low).toBeCloseTo(7, 6);
        expect(apart.high).toBeCloseTo(7, 6);
        const sizes = bootstrap([of, [1, 2, 3]], ([one = [], two = []]) => 100 * one.length + two.length);
        expect(sizes).toEqual({ low: 100 * of.length + 3, high: 100 * of.length + 3 });
      }),
      { numRuns: 10 },
    );
  });

  it("gives, for the mean of many values, the interval of normal theory", () => {
    const of = Array.from({ length: 200 }, (_, i) => i);
    const { low, high } = bootstrap([of], ([drawn = []]) => mean(drawn));
    const half = 1.96 * meanOf(of).standardError;
    expect(low).toBeCloseTo(99.5 - half, -0.3);
    expect(high).toBeCloseTo(99.5 + half, -0.3);
  });
});
