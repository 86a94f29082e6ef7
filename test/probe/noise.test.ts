import { describe, expect, it } from "vitest";
import { noiseOf, noiseWithin } from "../../src/probe/index.js";
import { stream } from "../../src/rng/index.js";

describe("gradient noise", () => {
  it("is none where both halves agree", () => {
    const g = Float64Array.of(1, 2, 3);
    const { cosine, meanToStd, scale } = noiseOf(g, g, 4, 4);
    expect(cosine).toBeCloseTo(1, 12);
    expect(scale).toBeCloseTo(0, 12);
    expect(meanToStd).toBe(Number.POSITIVE_INFINITY);
  });

  it("is all where they are opposite", () => {
    const made = noiseOf(Float64Array.of(1, 2), Float64Array.of(-1, -2), 4, 4);
    expect(made).toMatchObject({ meanToStd: 0, scale: Number.POSITIVE_INFINITY });
    expect(made.cosine).toBeCloseTo(-1, 12);
  });

  it("is that of the examples: tr Σ / ‖G‖²", () => {
    const r = stream(4);
    // One gradient an example: mean 0.5 and variance 1 in each of P elements; tr Σ / ‖G‖² = 4.
    const mean = (n: number) => Float64Array.from({ length: 20_000 }, () => 0.5 + r.normal() / Math.sqrt(n));
    const { scale, meanToStd } = noiseOf(mean(10), mean(6), 10, 6);
    expect(scale).toBeGreaterThan(3.7);
    expect(scale).toBeLessThan(4.3);
    expect(meanToStd).toBeCloseTo(Math.sqrt(16 / scale), 10);
  });

  it("is the same from one half and the whole, without the other half", () => {
    const r = stream(5);
    const [first, second] = [0, 1].map(() => Float64Array.from({ length: 50 }, () => 1 + r.normal()));
    if (!first || !second) throw new Error("two halves");
    const whole = first.map((x, i) => 0.4 * x + 0.6 * (second[i] ?? 0));
    const [made, expected] = [noiseWithin(first, whole, 0.4, 4, 6), noiseOf(first, second, 4, 6)];
    for (const key of ["cosine", "meanToStd", "scale"] as const)
      expect(made[key]).toBeCloseTo(expected[key], 10);
  });
});
