import { describe, expect, it } from "vitest";
import { stream } from "../../src/rng/index.js";
import { makeTask, twoSpirals } from "../../tasks/index.js";
import { at, mean, rowLosses } from "./measure.js";

describe.each(Object.keys(twoSpirals.variants))("two spirals, variant %s", (variant) => {
  const task = makeTask("two-spirals", { variant });
  const batch = task.sample(stream(1, "test"), 2000);

  it("is answered by the ideal machine without a loss, and by one that reads nothing with ln 2", () => {
    const ideal = task.ideal(batch);
    expect(mean(rowLosses(task, ideal, batch))).toBe(task.floor);
    expect(task.score(ideal, batch)).toEqual({ accuracy: 1 });
    const none = rowLosses(task, task.memoryless(batch), batch);
    expect(mean(none)).toBeCloseTo(task.baseline, 12);
    expect(task.score(new Float64Array(4000).fill(Number.NaN), batch)).toEqual({ accuracy: 0 });
  });

  it("has two spirals that are each other's negatives, from radius 6.5 down to 1/2", () => {
    const radii = Array.from({ length: 2000 }, (_, b) =>
      Math.hypot(at(batch.x, 2 * b), at(batch.x, 2 * b + 1)),
    );
    expect(Math.max(...radii)).toBeLessThanOrEqual(6.5 + 1e-12);
    expect(Math.min(...radii)).toBeGreaterThanOrEqual(0.5 - 1e-12);
    const negative = { ...batch, x: batch.x.map((v) => -v) };
    const [y, mirrored] = [task.ideal(batch), task.ideal(negative)];
    for (let b = 0; b < 2000; b++) expect(at(mirrored, 2 * b)).toBe(at(y, 2 * b + 1));
    expect(Math.abs(mean(batch.target.filter((_, i) => i % 2 === 0)) - 0.5)).toBeLessThan(0.06);
  });
});

it("variant lang has the 194 points of the paper and no others", () => {
  const task = makeTask("two-spirals");
  const { x } = task.sample(stream(2, "test"), 8000);
  const seen = new Set(
    Array.from({ length: 8000 }, (_, b) => `${at(x, 2 * b).toFixed(5)} ${at(x, 2 * b + 1).toFixed(5)}`),
  );
  expect(seen.size).toBe(194);
  // i = 0: r = 6.5, φ = 0; i = 8: r = 6, φ = π/2.
  for (const point of ["0.00000 6.50000", "6.00000 0.00000"]) expect(seen).toContain(point);
});
