import { describe, expect, it } from "vitest";
import { diagnose, rules } from "../../src/diagnose/index.js";
import { cases } from "./cases.js";
import { factsWith } from "./evidence.js";

describe.each(rules)("$id", ({ id, thresholds }) => {
  const own = cases.filter(({ rule }) => rule === id);

  it("has a case where it must fire and one where it must not", () => {
    expect(own.some(({ says }) => says !== undefined)).toBe(true);
    expect(own.some(({ says }) => says === undefined)).toBe(true);
  });

  it.each(own)("$name: $says", ({ facts, records, says }) => {
    const found = diagnose(facts ?? factsWith(), records).verdicts.find(({ rule }) => rule === id);
    expect(found?.severity).toBe(says);
  });

  it("has only finite thresholds", () => {
    for (const value of Object.values(thresholds)) expect(value).toSatisfy(Number.isFinite);
  });
});

it("names every rule once", () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
});
