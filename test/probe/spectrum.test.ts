import { describe, expect, it } from "vitest";
import { orthogonal } from "../../src/init/index.js";
import { spectrumOf } from "../../src/probe/index.js";
import { stream } from "../../src/rng/index.js";

describe("the spectrum", () => {
  it("of a rotation by any angle: radius 1, largest singular value 1, no distance from orthogonal", async () => {
    for (const angle of [0, 0.1, Math.PI / 2, 3]) {
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const { radius, largest, departure } = await spectrumOf([c, -s, s, c], 2, 2);
      expect(radius).toBeCloseTo(1, 14);
      expect(largest).toBeCloseTo(1, 14);
      expect(departure).toBeLessThan(1e-15);
    }
  });

  it.each([
    0.5, 1, 3,
  ])("of %d times an orthogonal matrix: both are the factor, the distance |factor² - 1|", async (factor) => {
    const n = 24;
    const Q = orthogonal(factor).draw(n, n, stream(1, "spectrum"));
    const { radius, largest, departure } = await spectrumOf(Q, n, n);
    expect(radius).toBeCloseTo(factor, 12);
    expect(largest).toBeCloseTo(factor, 12);
    // ‖(a² - 1)·I‖ / √n
    expect(departure).toBeCloseTo(Math.abs(factor ** 2 - 1), 12);
  });

  it("of a Jordan block: the radius is its eigenvalue, the largest singular value is near eigenvalue + 1", async () => {
    // Singular values of J² with eigenvalue 1 in 2 dimensions: the golden ratio and its inverse.
    const two = await spectrumOf([1, 1, 0, 1], 2, 2);
    expect(two.radius).toBeCloseTo(1, 12);
    expect(two.largest).toBeCloseTo((1 + Math.sqrt(5)) / 2, 12);
    // JᵀJ - I = [[0, 1], [1, 1]]: Frobenius norm √3.
    expect(two.departure).toBeCloseTo(Math.sqrt(3 / 2), 12);
    const n = 20;
    const J = Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 0.5 : i % (n + 1) === 1 ? 1 : 0));
    const block = await spectrumOf(J, n, n);
    expect(block.radius).toBeCloseTo(0.5, 12);
    expect(block.largest).toBeGreaterThan(1.49);
    expect(block.largest).toBeLessThanOrEqual(1.5);
  });

  it("of a vector is that of the diagonal matrix it stands for", async () => {
    const given = [0.5, -2, 1];
    const matrix = given.flatMap((v, i) => given.map((_, j) => (i === j ? v : 0)));
    const [short, long] = [await spectrumOf(given, 3, 1), await spectrumOf(matrix, 3, 3)];
    for (const key of ["radius", "largest", "departure"] as const)
      expect(short[key]).toBeCloseTo(long[key], 12);
  });

  it("is NaN for a matrix with an element that is not finite, and refused for one that is not square", async () => {
    const none = { radius: Number.NaN, largest: Number.NaN, departure: Number.NaN };
    expect(await spectrumOf([1, Number.NaN, 0, 1], 2, 2)).toEqual(none);
    await expect(spectrumOf([1, 2, 3, 4, 5, 6], 2, 3)).rejects.toThrow("a spectrum needs a square matrix");
  });
});
