import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type HeatMap, heatMap, theoryOf } from "../../src/report/index.js";
import { ascii, unicode } from "./examples.js";
import { gainMap, shareMap } from "./settings.js";

const axis = fc.record({
  name: fc.string({ maxLength: 100, unit: "grapheme-ascii" }),
  values: fc.array(
    fc.oneof(fc.double({ noNaN: true }), fc.string({ maxLength: 9, unit: "grapheme-ascii" })),
    {
      minLength: 1,
      maxLength: 90,
    },
  ),
});
const anyMap: fc.Arbitrary<HeatMap> = fc
  .record({
    title: fc.string({ unit: "grapheme-ascii" }),
    valueName: fc.string({ maxLength: 90, unit: "grapheme-ascii" }),
    x: axis,
    y: axis,
    kind: fc.constantFrom("share", "log10"),
    theory: fc.constantFrom(undefined, theoryOf("gain", "T")),
    seed: fc.array(fc.oneof(fc.double({ min: -400, max: 400 }), fc.constantFrom(NaN, Infinity, -Infinity)), {
      minLength: 1,
    }),
  })
  .map(({ seed, ...map }) => ({
    ...map,
    value: map.y.values.map((_, y) => map.x.values.map((_, x) => seed[(7 * y + x) % seed.length] ?? NaN)),
  }));
const anyStyle = fc.record({
  width: fc.integer({ min: 24, max: 200 }),
  color: fc.boolean(),
  unicode: fc.boolean(),
  depth: fc.constantFrom(undefined, 4, 8, 24),
});

describe("a heat map", () => {
  it("is never wider than the terminal, has a row a value, and no colour codes or other letters unasked", () => {
    fc.assert(
      fc.property(anyMap, anyStyle, (map, style) => {
        const drawn = heatMap(map, style);
        const lines = stripVTControlCharacters(drawn).split("\n");
        expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(style.width);
        expect(lines.length).toBeGreaterThan(map.y.values.length + 4);
        if (!style.color) expect(stripVTControlCharacters(drawn)).toBe(drawn);
        if (!style.unicode) expect(stripVTControlCharacters(drawn)).toMatch(/^[\n\x20-\x7e]*$/);
      }),
      { numRuns: 200 },
    );
  });

  it("says the same with colour as without, at every depth, so that it can be copied", () => {
    fc.assert(
      fc.property(anyMap, anyStyle, (map, style) => {
        const stripped = stripVTControlCharacters(heatMap(map, { ...style, color: true }));
        expect(stripped.replace(/ +$/gm, "")).toBe(
          heatMap(map, { ...style, color: false }).replace(/ +$/gm, ""),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("has y from the bottom up and x from left to right", () => {
    const value = [
      [0.11, 0.12],
      [0.21, 0.22],
    ];
    const axes = { x: { name: "x", values: ["a", "b"] }, y: { name: "y", values: ["low", "high"] } };
    const lines = heatMap({ title: "t", ...axes, value, kind: "share", valueName: "solved" }, unicode).split(
      "\n",
    );
    expect(lines[2]).toMatch(/high┤ +21 +22/);
    expect(lines[3]).toMatch(/low┤ +11 +12/);
  });

  it("says how many columns do not fit, and why a theory has no line", () => {
    const x = { name: "gain", values: Array.from({ length: 40 }, (_, i) => 1 + i / 100) };
    const value = gainMap.y.values.map(() => x.values.map(() => 0));
    const drawn = heatMap({ ...gainMap, x, value }, { ...unicode, width: 30 });
    expect(drawn).toMatch(/15 more values of gain do not\nfit/);
    expect(drawn).toMatch(/No room for the theory's line/);
    const words = { name: "forget-bias", values: shareMap.x.values.map((v) => (v === 0 ? "chrono" : v)) };
    expect(heatMap({ ...shareMap, x: words }, ascii)).toMatch(/an axis is not of numbers/);
  });
});

describe("a theory", () => {
  it("of the gain puts the borders where gain^(T-1) is 1e-3 and 1e3", () => {
    const region = theoryOf("gain", "T")?.region ?? (() => "");
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 3, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        (gain, T) => {
          const ratio = gain ** (T - 1);
          expect(region(gain, T)).toBe(ratio < 1e-3 ? "vanishes" : ratio > 1e3 ? "explodes" : "arrives");
        },
      ),
    );
    expect(region(0.5, 10)).toBe("arrives");
    expect(region(0.5, 11)).toBe("vanishes");
  });

  it("of the forget bias puts the border where σ(bias)^(T-1) is 1e-3, and nothing explodes", () => {
    const region = theoryOf("forget-bias", "T")?.region ?? (() => "");
    fc.assert(
      fc.property(
        fc.double({ min: -9, max: 9, noNaN: true }),
        fc.integer({ min: 1, max: 999 }),
        (bias, T) => {
          expect(region(bias, T)).toBe(
            (1 / (1 + Math.exp(-bias))) ** (T - 1) < 1e-3 ? "vanishes" : "arrives",
          );
        },
      ),
    );
  });

  it("does not mind which axis is which, and is not made up where none is known", () => {
    expect(theoryOf("T", "gain")?.region(100, 0.5)).toBe("vanishes");
    expect(theoryOf("lr", "clip")).toBeUndefined();
  });
});
