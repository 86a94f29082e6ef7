import { describe, expect, it } from "vitest";
import { independentDifference, pairedDifference } from "../../src/stats/newcombe.js";
import { restrictedMean } from "../../src/stats/restricted.js";
import { student } from "../../src/stats/student.js";
import { kaplanMeier, medianStep, type Observation, shareAt } from "../../src/stats/survival.js";
import { wilson } from "../../src/stats/wilson.js";

/** "6 6 6+" as observations; + is a censored one. */
const observed = (text: string): Observation[] =>
  text.split(" ").map((word) => ({ step: Number.parseInt(word, 10), solved: !word.endsWith("+") }));

describe("Wilson's interval", () => {
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("of %i of %i is that of Newcombe 1998, table I", (k, n, low, high) => {
    expect(wilson(k, n).low).toBeCloseTo(low, 4);
    expect(wilson(k, n).high).toBeCloseTo(high, 4);
  });
});

describe("the interval of a difference of shares", () => {
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
  ])("of %i of %i and %i of %i is that of Newcombe 1998, table II", (k1, n1, k2, n2, low, high) => {
    const { low: l, high: h } = independentDifference(k1, n1, k2, n2);
    expect(l).toBeCloseTo(low, 4);
    expect(h).toBeCloseTo(high, 4);
  });

  it("of pairs is that of Fagerland, Lydersen & Laake 2014 for the children of Bentur et al.", () => {
    const { low, high } = pairedDifference({ both: 1, first: 1, second: 7, neither: 12 });
    expect(low).toBeCloseTo(-0.507, 3);
    expect(high).toBeCloseTo(-0.026, 3);
  });
});

describe("the survival curve", () => {
  it("of the leukaemia patients under 6-MP (Freireich et al. 1963) is the one of the textbooks", () => {
    const curve = kaplanMeier(
      observed("6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"),
      35,
    );
    const shares = [5, 6, 7, 10, 13, 16, 22, 23, 35].map((step) => shareAt(curve, step).toFixed(3));
    expect(shares).toEqual(["1.000", "0.857", "0.807", "0.753", "0.690", "0.627", "0.538", "0.448", "0.448"]);
    expect(medianStep(curve)).toBe(23);
    expect(curve.upTo).toBe(35);
  });

  it.each([
    ["maintained", "9 13 13+ 18 23 28+ 31 34 45+ 48 161+", 52.6, 19.83, 31],
    ["not maintained", "5 5 8 8 12 16+ 23 27 30 33 43 45", 22.7, 4.18, 23],
  ])("of the AML trial (Miller 1981), %s, has the restricted mean that R's survfit prints", (_, data, mean, se, middle) => {
    const observations = observed(data);
    const n = observations.length;
    const curve = kaplanMeier(observations, 161);
    const found = restrictedMean(curve, 161);
    expect(found.mean).toBeCloseTo(mean, 1);
    // R does not correct for the mean having been estimated.
    expect(found.standardError * Math.sqrt((n - 1) / n)).toBeCloseTo(se, 2);
    expect(medianStep(curve)).toBe(middle);
  });
});

describe("Student's interval", () => {
  it.each([
    [1, 12.706],
    [2, 4.303],
    [4, 2.776],
    [9, 2.262],
    [30, 2.042],
    [1e6, 1.96],
  ])("of %i degrees of freedom has the factor of the tables", (freedom, t) => {
    expect(student(10, 2, freedom).high).toBeCloseTo(10 + 2 * t, 2);
    expect(student(10, 2, freedom).low).toBeCloseTo(10 - 2 * t, 2);
  });
});
