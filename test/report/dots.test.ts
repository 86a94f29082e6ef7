import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DotChart, dotChart } from "../../src/report/index.js";
import { ascii, unicode } from "./examples.js";

const reach: DotChart = {
  title: "Gradient at t = 1 relative to the last",
  kinds: ["before training", "at the end"],
  scale: "log10",
  rows: [
    {
      name: "base",
      dots: [
        { middle: -19, low: -20, high: -18.5 },
        { middle: 0, low: -18, high: 0.2 },
      ],
    },
    { name: "nothing arrives", dots: [{ middle: -Infinity, low: -Infinity, high: -3 }, undefined] },
    { name: "not a number", dots: [undefined, { middle: Number.NaN, low: Number.NaN, high: Number.NaN }] },
    { name: "a name that is much too long", dots: [{ middle: -1, low: -1, high: -1 }] },
  ],
  references: [{ name: "all of it", x: 0 }],
};

const anyNumber = fc.oneof(
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.constantFrom(NaN, Infinity, -Infinity),
);
const anyDots = fc.option(fc.record({ middle: anyNumber, low: anyNumber, high: anyNumber }), {
  nil: undefined,
});
const anyChart: fc.Arbitrary<DotChart> = fc.record({
  title: fc.string({ unit: "grapheme-ascii" }),
  kinds: fc.constantFrom(["one"], ["before", "after"]),
  scale: fc.constantFrom("linear", "log10"),
  rows: fc.array(
    fc.record({ name: fc.string({ unit: "grapheme-ascii" }), dots: fc.array(anyDots, { maxLength: 2 }) }),
  ),
  references: fc.array(
    fc.record({ name: fc.string({ maxLength: 12, unit: "grapheme-ascii" }), x: anyNumber }),
  ),
});

describe("a chart of dots", () => {
  it("looks as it did", async () => {
    await expect(dotChart(reach, unicode)).toMatchFileSnapshot("golden/dots.txt");
    await expect(dotChart(reach, ascii)).toMatchFileSnapshot("golden/dots.ascii.txt");
  });

  it("is never wider than the terminal, has a row a setting, and no colour codes or other letters unasked", () => {
    const anyStyle = fc.record({
      width: fc.integer({ min: 24, max: 200 }),
      color: fc.boolean(),
      unicode: fc.boolean(),
    });
    fc.assert(
      fc.property(anyChart, anyStyle, (spec, style) => {
        const drawn = dotChart(spec, style);
        const lines = stripVTControlCharacters(drawn).split("\n");
        expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(style.width);
        expect(lines.length).toBeGreaterThan(spec.rows.length + 2);
        if (!style.color) expect(stripVTControlCharacters(drawn)).toBe(drawn);
        if (!style.unicode) expect(stripVTControlCharacters(drawn)).toMatch(/^[\n\x20-\x7e]*$/);
      }),
      { numRuns: 200 },
    );
  });
});
