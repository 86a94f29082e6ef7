import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RunOutcome, summarise } from "../../src/stats/index.js";
import { runs } from "./outcomes.js";

const anyEnd = fc.oneof(
  fc.integer({ min: 1, max: 3000 }),
  fc.constantFrom(
    null,
    "stopped early" as const,
    "diverged" as const,
    "interrupted" as const,
    "failed" as const,
  ),
);
const anyRuns = fc.array(anyEnd, { maxLength: 8 }).map((ends) => runs(...ends));

describe("summarise", () => {
  it("says of five solved and of none of five what Wilson's interval allows", () => {
    const all = summarise(runs(600, 640, 700, 620, 650));
    expect(all.success).toMatchObject({ value: 1, n: 5, interval: { high: 1 } });
    expect(all.success.interval?.low).toBeCloseTo(0.5655, 4);
    expect(all.steps.restrictedMean.value).toBeCloseTo(642, 9);
    expect(all.steps.upTo).toBe(3000);
    expect(all.steps.median.value).toBe(640);
    const none = summarise(runs(null, null, null, null, null));
    expect(none.success.interval).toMatchObject({ low: 0 });
    expect(none.success.interval?.high).toBeCloseTo(0.4345, 4);
    expect(none.steps.restrictedMean).toEqual({ value: 3000, n: 5, reason: "no run solved" });
    expect(none.steps.median).toMatchObject({ value: Infinity, reason: "the 5 runs show no spread" });
  });

  it("counts a diverged run as one that never solves, at its budget and not where it stopped", () => {
    const { counts, steps, final, cautions } = summarise(runs(600, "diverged", 700));
    expect(counts).toMatchObject({ total: 3, counted: 3, solved: 2, diverged: 1 });
    expect(steps.restrictedMean.value).toBeCloseTo((600 + 3000 + 700) / 3, 9);
    expect(final.loss).toMatchObject({ n: 2, of: 3, diverged: 1, min: 0.006, max: 0.008 });
    expect(cautions.join(" ")).toMatch(/1 of 3 runs diverged/);
  });

  it("counts a run that stopped early as one that never solves, at its budget, and its final loss like any other", () => {
    const { counts, steps, final, cautions } = summarise(runs(600, "stopped early", 700));
    expect(counts).toMatchObject({ total: 3, counted: 3, solved: 2, stoppedEarly: 1, diverged: 0 });
    expect(steps.restrictedMean.value).toBeCloseTo((600 + 3000 + 700) / 3, 9);
    expect(final.loss).toMatchObject({ n: 3, of: 3 });
    expect(cautions.join(" ")).toMatch(/1 of 3 runs stopped early: never solved within the budget/);
    // To leave them out where they stopped would reward a setting for giving up.
    const other = summarise(runs(600, null, 700));
    expect(steps.restrictedMean).toEqual(other.steps.restrictedMean);
  });

  it("never shows an unsolved setting as fast: the restricted mean is at least the mean over the solved", () => {
    fc.assert(
      fc.property(anyRuns, (outcomes) => {
        const { steps, counts } = summarise(outcomes);
        const solved = outcomes.flatMap(({ solvedAt }) => solvedAt ?? []);
        if (counts.counted === 0) return;
        const total = solved.reduce((a, b) => a + b, 0) + steps.upTo * (counts.counted - solved.length);
        expect(steps.restrictedMean.value).toBeCloseTo(total / counts.counted, 6);
      }),
      { numRuns: 50 },
    );
  });

  it("leaves interrupted and failed runs out and says how many", () => {
    const { counts, success, cautions } = summarise(runs(600, "interrupted", "failed", null));
    expect(counts).toEqual({
      total: 4,
      counted: 2,
      solved: 1,
      stoppedEarly: 0,
      diverged: 0,
      interrupted: 1,
      failed: 1,
    });
    expect(success).toMatchObject({ value: 0.5, n: 2 });
    expect(cautions).toContain("Left out of 4 runs: 1 interrupted, 1 failed.");
  });

  it("gives no interval for the steps and the loss of one seed, and says so", () => {
    const { steps, final, cautions } = summarise(runs(600));
    for (const one of [steps.restrictedMean, steps.median, final.loss?.median]) {
      expect(one?.interval).toBeUndefined();
      expect(one?.reason).toBe("only one run");
    }
    expect(cautions).toEqual(["One seed shows that it can happen, not how often."]);
  });

  it("is wide for three seeds and says what they cannot show", () => {
    const { steps, cautions } = summarise(runs(600, 640, 700));
    const { low = 0, high = 0 } = steps.restrictedMean.interval ?? {};
    expect(high - low).toBeGreaterThan(2 * (700 - 600));
    expect(cautions[0]).toMatch(/at most 75 %/);
  });

  it("has nothing but counts to say of no run", () => {
    for (const outcomes of [[], runs("failed", "interrupted")]) {
      const { success, steps, final } = summarise(outcomes);
      for (const one of [success, steps.restrictedMean, steps.median, final.loss?.interquartileMean]) {
        expect(one?.value).toBeNaN();
        expect(one?.reason).toBe("there is no run");
      }
    }
  });

  it("does not depend on the order of the runs, and repeats itself", () => {
    fc.assert(
      fc.property(anyRuns, (outcomes) => {
        expect(summarise([...outcomes].reverse())).toEqual(summarise(outcomes));
      }),
      { numRuns: 20 },
    );
  });

  it("has every estimate inside its interval, and every interval inside what is possible", () => {
    fc.assert(
      fc.property(anyRuns, (outcomes) => {
        const { success, steps, final } = summarise(outcomes);
        const estimates = [
          success,
          steps.restrictedMean,
          steps.median,
          ...Object.values(final).map(({ interquartileMean: iqm }) => iqm),
        ];
        for (const { value, interval, reason } of estimates) {
          expect(interval === undefined).toBe(reason !== undefined);
          if (!interval) continue;
          expect(interval.low).toBeLessThanOrEqual(value);
          expect(interval.high).toBeGreaterThanOrEqual(value);
          expect(interval.low).toBeGreaterThanOrEqual(0);
        }
        expect(steps.restrictedMean.interval?.high ?? 0).toBeLessThanOrEqual(steps.upTo);
      }),
      { numRuns: 50 },
    );
  });

  it("summarises metrics as it does the loss", () => {
    const outcomes = runs(600, 640, null).map(
      (run): RunOutcome => ({ ...run, metrics: { accuracy: run.seed / 10, "max error": Number.NaN } }),
    );
    const { final } = summarise(outcomes);
    expect(final.accuracy).toMatchObject({ n: 3, of: 3, median: { value: 0.2 } });
    expect(final["max error"]).toMatchObject({ n: 0, of: 3, median: { reason: "there is no run" } });
  });

  it("refuses two runs of one seed, and more steps than the budget, in a sentence", () => {
    const [run] = runs(600);
    if (!run) throw new Error("no run");
    expect(() => summarise([run, run])).toThrow(/different seeds, but 2 have seed 1; give each seed once/);
    expect(() => summarise([{ ...run, budget: 10 }])).toThrow(/did 600 of 10/);
    expect(() => summarise([{ ...run, step: Number.NaN }])).toThrow(RangeError);
  });
});
