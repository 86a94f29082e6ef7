import fc from "fast-check";
import { expect, it } from "vitest";
import { histogram } from "../../src/report/index.js";

const style = { width: 60, color: false, unicode: true };
const draw = (values: readonly number[], over = {}) =>
  histogram({ title: "Lags", name: "steps", values }, { ...style, ...over });

it("counts every value once, in lines no longer than the width", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(3000), { minLength: 1 }),
      fc.integer({ min: 30, max: 100 }),
      fc.boolean(),
      (values, width, unicode) => {
        const lines = draw(values, { width, unicode }).split("\n");
        expect(lines.every((line) => line.length <= width)).toBe(true);
        const shares = lines.slice(2).map((line) => Number(line.match(/([\d.e-]+) %$/)?.[1]));
        expect(shares.reduce((a, b) => a + b)).toBeCloseTo(100, -0.5);
        expect(lines.length - 2).toBeLessThanOrEqual(12);
        if (!unicode) expect(lines.join("")).toMatch(/^[ -~]*$/);
      },
    ),
    { seed: 5, numRuns: 200 },
  );
});

it("looks as it did", async () => {
  const values = Array.from({ length: 90 }, (_, i) => 10 + Math.floor((i * i) / 100));
  const pages = [draw(values), draw(values, { unicode: false }), draw([7, 7, 8]), draw([])];
  await expect(`${pages.join("\n\n")}\n`).toMatchFileSnapshot("golden/histogram.txt");
});
