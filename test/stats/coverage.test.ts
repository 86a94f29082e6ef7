import { describe, expect, it } from "vitest";
import { type Stream, stream } from "../../src/rng/index.js";
import { bootstrap } from "../../src/stats/bootstrap.js";
import { improvement, improvementInterval } from "../../src/stats/improvement.js";
import type { Interval } from "../../src/stats/index.js";
import { interquartileMean } from "../../src/stats/interquartile.js";
import { restrictedMean } from "../../src/stats/restricted.js";
import { student } from "../../src/stats/student.js";
import { kaplanMeier, type Observation } from "../../src/stats/survival.js";
import { wilson } from "../../src/stats/wilson.js";

/** The share of intervals that hold the truth, of so many drawn. */
function coverage(truth: number, times: number, draw: (i: number) => Interval): number {
  let held = 0;
  for (let i = 0; i < times; i++) {
    const { low, high } = draw(i);
    if (low <= truth && truth <= high) held++;
  }
  return held / times;
}

/** Steps to solve with mean 1 (exponential), watched up to a budget. */
function watched(n: number, budget: number, draws: Stream): Observation[] {
  return Array.from({ length: n }, () => -Math.log(1 - draws.uniform())).map((step) =>
    step <= budget ? { step, solved: true } : { step: budget, solved: false },
  );
}

describe("a 95 % interval holds the truth, over simulated runs,", () => {
  it("of a share, summed over every possible outcome: 94 % and more on average over p, never below 82 %", () => {
    for (const n of [3, 5, 10, 20]) {
      const choose = Array.from({ length: n + 1 }, () => 1);
      for (let k = 1; k <= n; k++) choose[k] = ((choose[k - 1] ?? 1) * (n - k + 1)) / k;
      const held = Array.from({ length: 199 }, (_, i) => (i + 1) / 200).map((p) =>
        choose.reduce((sum, ways, k) => {
          const { low, high } = wilson(k, n);
          return sum + (low <= p && p <= high ? ways * p ** k * (1 - p) ** (n - k) : 0);
        }, 0),
      );
      expect(held.reduce((a, b) => a + b, 0) / held.length).toBeGreaterThan(0.94);
      expect(Math.min(...held)).toBeGreaterThan(0.82);
    }
  });

  it.each([
    [5, 3],
    [10, 3],
    [10, 1],
  ])("of the restricted mean of %i runs up to %i times the mean: 88 % for few skewed runs, and more", (n, budget) => {
    const draws = stream(1, "restricted", n, budget);
    const share = coverage(1 - Math.exp(-budget), 3000, () => {
      const { mean, standardError } = restrictedMean(kaplanMeier(watched(n, budget, draws), budget), budget);
      return student(mean, standardError, n - 1);
    });
    expect(share).toBeGreaterThan(0.88);
    expect(share).toBeLessThan(0.975);
  });

  it.each([
    [3, 3, 1],
    [5, 5, 2],
    [10, 5, 3],
  ])("of the probability of improvement, %i runs against %i, one %i times as fast: 89 % and more", (m, n, fast) => {
    const draws = stream(1, "improvement", m, n);
    const share = coverage(fast / (fast + 1), 2000, () => {
      const a = watched(m, Infinity, draws).map(({ step, solved }) => ({ step: step / fast, solved }));
      return improvementInterval(improvement(a, watched(n, Infinity, draws)), m, n);
    });
    expect(share).toBeGreaterThan(0.89);
  });

  it("of the interquartile mean, resampled: too rarely for 5 runs, as is said, and nearly for 20", () => {
    const s = stream(1, "interquartile");
    const share = (n: number) =>
      coverage(0, 150, () => {
        const values = Array.from({ length: n }, () => s.normal());
        return bootstrap([values], ([drawn = []]) => interquartileMean(drawn));
      });
    expect(share(5)).toBeLessThan(0.93);
    expect(share(20)).toBeGreaterThan(0.88);
  });
});
