import { expect, it } from "vitest";
import { participationRatio } from "../../src/probe/index.js";
import { stream } from "../../src/rng/index.js";

it.each([
  1, 3, 20, 100,
])("the participation ratio of isotropic values in %i dimensions is about their number", (n) => {
  const r = stream(1);
  const ratio = participationRatio(
    Float64Array.from({ length: 1000 * n }, () => r.normal()),
    n,
  );
  expect(ratio / n).toBeGreaterThan(0.85);
  expect(ratio / n).toBeLessThanOrEqual(1);
});

it("the participation ratio of one direction is 1, wherever its middle lies", () => {
  const r = stream(2);
  const along = Array.from({ length: 500 }, () => r.normal());
  const values = Float64Array.from(along.flatMap((a) => [3 * a + 10, -a, 0.5 * a, 7]));
  expect(participationRatio(values, 4)).toBeCloseTo(1, 1);
});

it("the participation ratio of k of n directions is about k", () => {
  const r = stream(3);
  const values = Float64Array.from({ length: 1000 * 10 }, (_, i) => (i % 10 < 4 ? r.normal() : 1));
  expect(participationRatio(values, 10)).toBeGreaterThan(3.5);
  expect(participationRatio(values, 10)).toBeLessThan(4.5);
});

it("the participation ratio of values that do not vary is not a number", () => {
  expect(participationRatio(new Float64Array(40).fill(2), 4)).toBeNaN();
});
