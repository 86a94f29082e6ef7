import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareSettings } from "../../src/stats/index.js";
import { runs } from "./outcomes.js";

const anyEnd = fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.constantFrom(null, "diverged" as const));
const anyEnds = fc.array(anyEnd, { minLength: 1, maxLength: 6 });

describe("compareSettings", () => {
  it("takes differences of equal seeds: a constant lead of each seed has no spread to hide in", () => {
    const slow = [900, 1500, 2100, 1200, 1800];
    const fast = slow.map((step, i) => step - 300 - i);
    const { paired, pairs, steps, improvement } = compareSettings(runs(...fast), runs(...slow));
    expect({ paired, pairs }).toEqual({ paired: true, pairs: 5 });
    expect(steps.value).toBeCloseTo(-302, 9);
    expect((steps.interval?.high ?? 0) - (steps.interval?.low ?? 0)).toBeLessThan(6);
    expect(improvement.value).toBeLessThan(1);
    const groups = compareSettings(runs(...fast), runs(...slow), { paired: false });
    expect(groups.steps.value).toBeCloseTo(-302, 9);
    expect((groups.steps.interval?.high ?? 0) - (groups.steps.interval?.low ?? 0)).toBeGreaterThan(1000);
  });

  it("does not call 3 wins of 3 certain", () => {
    const { improvement, success } = compareSettings(runs(600, 700, 650), runs(null, "diverged", null));
    expect(improvement.value).toBe(1);
    expect(improvement.interval?.high).toBe(1);
    expect(improvement.interval?.low).toBeLessThan(0.7);
    expect(success.value).toBe(1);
    expect(success.interval?.low).toBeLessThan(0.4);
  });

  it("says that nothing is known of the steps when nobody solved, and compares losses", () => {
    const { steps, improvement, lossRatio } = compareSettings(runs(null, null), runs(null, "diverged"));
    expect(steps).toMatchObject({ value: 0, reason: "no run solved" });
    expect(improvement.value).toBe(0.5);
    expect(lossRatio).toMatchObject({ value: 1, n: 1, reason: "only one pair" });
  });

  it("is mirrored when the settings change places", () => {
    fc.assert(
      fc.property(anyEnds, anyEnds, fc.boolean(), (a, b, paired) => {
        const there = compareSettings(runs(...a), runs(...b), { paired });
        const back = compareSettings(runs(...b), runs(...a), { paired });
        expect(back.steps.value).toBeCloseTo(-there.steps.value, 6);
        expect(back.steps.interval?.low ?? 0).toBeCloseTo(-(there.steps.interval?.high ?? 0), 6);
        expect(back.success.interval?.low ?? 0).toBeCloseTo(-(there.success.interval?.high ?? 0), 9);
        expect(back.improvement.value).toBeCloseTo(1 - there.improvement.value, 9);
        expect(back.improvement.interval?.low).toBeCloseTo(1 - (there.improvement.interval?.high ?? 0), 9);
        expect(back.lossRatio.value * there.lossRatio.value || 1).toBeCloseTo(1, 9);
      }),
      { numRuns: 40 },
    );
  });

  it("has every estimate inside its interval", () => {
    fc.assert(
      fc.property(anyEnds, anyEnds, fc.boolean(), (a, b, paired) => {
        const found = compareSettings(runs(...a), runs(...b), { paired });
        for (const { value, interval } of [found.steps, found.success, found.improvement, found.lossRatio]) {
          if (!interval) continue;
          expect(value).toBeGreaterThanOrEqual(interval.low - 1e-9);
          expect(value).toBeLessThanOrEqual(interval.high + 1e-9);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("leaves runs without a partner out, and falls back to groups where fewer than two seeds are shared", () => {
    expect(compareSettings(runs(600, 700, 650), runs(800, 900))).toMatchObject({
      pairs: 2,
      unpaired: 1,
      cautions: [expect.stringMatching(/2 seeds/), expect.stringMatching(/1 run has no partner/)],
    });
    const others = runs(800, 900, null).map((run) => ({ ...run, seed: run.seed + 2 }));
    expect(compareSettings(runs(600, 700, 650), others)).toMatchObject({
      paired: false,
      cautions: [expect.anything(), expect.stringMatching(/independent groups/)],
    });
  });

  it("knows the difference of steps only up to the smaller budget", () => {
    const short = runs(null, 400, null).map((run) => ({
      ...run,
      step: Math.min(run.step, 1000),
      budget: 1000,
    }));
    const { upTo, steps } = compareSettings(runs(2000, 300, 1500), short);
    expect(upTo).toBe(1000);
    expect(steps.value).toBeCloseTo((1000 + 300 + 1000) / 3 - (1000 + 400 + 1000) / 3, 9);
  });
});
