import { expect, it } from "vitest";
import { curveOf } from "../../src/engine/index.js";

it("the mean norm of a step is the same whatever scale each row is kept at", () => {
  const norms = [3, 0, 0.5, 7];
  const expected = Math.log10(10.5 / 4);
  for (const exponent of [
    [0, 0, 0, 0],
    [-41, -41, -41, -41],
    [0, -300, 12, -2],
    [60, 0, -60, 60],
    [-400, 1000, -400, -410],
    [-40, 1000, -45, -40],
  ]) {
    const squares = norms.map((n, b) => (n * 2 ** -(exponent[b] ?? 0)) ** 2);
    expect(curveOf(squares, exponent, 1, 4)[0]).toBeCloseTo(expected, 12);
  }
});

it("the mean norm of a step is -Infinity for zeros and NaN where a row broke, at whatever scale", () => {
  expect(
    Array.from(curveOf([0, 0, Number.NaN, 1, Infinity, 1, 0, 4], [0, 0, 5, 0, 0, 5, 9, 1], 4, 2)),
  ).toEqual([Number.NEGATIVE_INFINITY, Number.NaN, Number.NaN, Math.log10(2)]);
});
