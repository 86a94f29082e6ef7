import { describe, expect, it } from "vitest";
import { noiseOf } from "../../src/probe/index.js";
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
});
