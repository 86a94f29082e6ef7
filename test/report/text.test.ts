import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  count,
  duration,
  fromLog10,
  profileTable,
  sentence,
  significant,
  summaryTable,
  table,
  verdict,
} from "../../src/report/index.js";
import { summarise } from "../../src/stats/index.js";
import { ascii, outcome, outcomes, unicode } from "./examples.js";
import { setting } from "./settings.js";

describe("numbers", () => {
  it.each([
    [1 / 6, "0.167"],
    [0.0071, "0.0071"],
    [1234.4, "1234"],
    [0.0009999, "1e-3"],
    [3.44e-22, "3.44e-22"],
    [-2.5e7, "-2.5e7"],
    [0, "0"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-inf"],
  ])("writes %f as %s", (x, text) => {
    expect(significant(x)).toBe(text);
  });

  it.each([
    [-21.47, "3.4e-22"],
    [-812.47, "3.4e-813"],
    [-0.9208, "0.12"],
    [60, "1e60"],
    [-20.0001, "1e-20"],
    [Number.NEGATIVE_INFINITY, "0"],
  ])("writes 10^%f as %s", (exponent, text) => {
    expect(fromLog10(exponent)).toBe(text);
  });

  it("writes what reads back as nearly the same number", () => {
    fc.assert(
      fc.property(fc.double({ min: -300, max: 300, noNaN: true }), (exponent) => {
        expect(Math.log10(Number(fromLog10(exponent, 6)))).toBeCloseTo(exponent, 5);
      }),
    );
  });

  it.each([
    [0.42, "0.4s"],
    [9.96, "10s"],
    [59.7, "1m00s"],
    [192, "3m12s"],
    [3599.8, "1h00m"],
    [7500, "2h05m"],
    [86_400 * 3 + 4 * 3600, "3d04h"],
    [Number.POSITIVE_INFINITY, "?"],
  ])("says %f seconds as %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it("sets thousands apart from five digits on", () => {
    expect([count(0), count(1500), count(16_833), count(1e6)]).toEqual(["0", "1500", "16,833", "1,000,000"]);
  });
});

describe("verdict and sentence", () => {
  it("has one word for every way to end", () => {
    expect(outcomes.map(verdict)).toEqual([
      "at baseline",
      "solved",
      "one operand learnt",
      "not solved",
      "above baseline",
      "diverged",
      "not solved",
      "at baseline",
      "solved",
      "interrupted",
    ]);
    expect(verdict(outcome("", {}))).toBe("not evaluated");
  });

  it("is one sentence in the terminal's character set", () => {
    for (const one of outcomes) {
      const text = sentence(one, ascii);
      expect(text).toMatch(/^[A-Z][\x20-\x7e\n]*\.$/);
      expect(text).not.toMatch(/undefined|NaN of/);
    }
  });

  it("tells a run that was solved before it diverged or was interrupted", () => {
    const stopped = outcome("", { status: "interrupted", step: 700, solvedAt: 600 });
    expect(sentence(stopped, unicode)).toMatch(/^Interrupted at step 700 of 1500, solved at step 600: /);
  });

  it("says nothing of a gradient that was not measured", () => {
    expect(sentence(outcome("", {}), { ...unicode, width: 200 })).toBe(
      "Not solved in 1500 steps (evaluation MSE ≤ 0.01): nothing was evaluated.",
    );
  });
});

describe("the tables over seeds", () => {
  it("never cut an interval short at 80 columns, whatever the size of steps and losses; a long name is cut first", () => {
    const settings = [0.0098765, 1.2345e-7, 123.456].map((scale, i) => ({
      name: `${i} a rather long name`,
      summary: summarise(
        setting(10_000, 12_345, "finished", 20_100).map((run) => ({
          ...run,
          step: 20_500,
          budget: 20_500,
          loss: scale * (1 + run.seed / 7),
        })),
      ),
    }));
    expect(summaryTable(settings, unicode)).not.toMatch(/\S-\S*…/);
  });
});

it("a table cuts no name: what is too long for its column goes on in the next line", () => {
  const name = fc.string({ unit: fc.constantFrom(..."ab:,. "), minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(name, fc.integer({ min: 24, max: 100 }), (given, width) => {
      const drawn = table(["name", "x", "y"], [[given, "X", "Y"]], { ...ascii, width });
      const lines = drawn.split("\n").slice(2);
      expect(lines.every((line) => line.length <= width)).toBe(true);
      expect(lines.join("").replace(/[ XY]/g, "")).toBe(given.replaceAll(" ", ""));
    }),
  );
});

it("a profile that is not finite has dashes in the table of decays, not numbers", () => {
  const decay = { rate: Number.NaN, halfLife: Number.NaN, horizon: 0, log10Ratio: Number.NaN };
  expect(profileTable([{ name: "h", T: 50, decay }], ascii).split("\n")[2]).toMatch(/^h( +-){4}$/);
});
