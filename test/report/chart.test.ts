import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Chart,
  chart,
  lossChart,
  profileChart,
  profileTable,
  progressLine,
  table,
} from "../../src/report/index.js";
import { ascii, plateaus, runs, unicode } from "./examples.js";

const anyNumber = fc.oneof(
  fc.double(),
  fc.double({ min: -30, max: 3 }),
  fc.constantFrom(0, NaN, -Infinity, Infinity),
);
const anyName = fc.string({ maxLength: 40, unit: "grapheme-ascii" });
const anyStyle = fc.record({
  width: fc.integer({ min: 24, max: 200 }),
  color: fc.boolean(),
  unicode: fc.boolean(),
});
const anySeries = fc.record({
  name: anyName,
  points: fc
    .tuple(
      fc.array(anyNumber, { maxLength: 300 }),
      fc.integer({ min: -10, max: 1e9 }),
      fc.integer({ min: 1, max: 50 }),
    )
    .map(([ys, from, apart]) => ys.map((y, i) => ({ x: from + i * apart, y }))),
  band: fc.option(
    fc
      .tuple(fc.array(anyNumber, { maxLength: 50 }), fc.double({ min: 0, max: 5, noNaN: true }))
      .map(([ys, wide]) => ({
        low: ys.map((y, x) => ({ x, y })),
        high: ys.map((y, x) => ({ x, y: y + wide })),
      })),
    { nil: undefined },
  ),
  marks: fc.array(fc.record({ x: fc.integer({ min: -10, max: 1e9 }), y: anyNumber }), { maxLength: 3 }),
});
const anyChart: fc.Arbitrary<Chart> = fc.record({
  title: anyName,
  xTitle: anyName,
  yTitle: anyName,
  scale: fc.constantFrom("linear", "log10"),
  series: fc.array(anySeries, { maxLength: 10 }),
  references: fc.array(fc.record({ name: anyName, y: anyNumber }), { maxLength: 4 }),
  notes: fc.array(anyName, { maxLength: 2 }),
  rows: fc.integer({ min: 2, max: 30 }),
});

function longest(text: string): number {
  return Math.max(...text.split("\n").map((line) => [...stripVTControlCharacters(line)].length));
}

describe("width", () => {
  it("is never exceeded by a chart", () => {
    fc.assert(
      fc.property(anyChart, anyStyle, (spec, style) => {
        expect(longest(chart(spec, style))).toBeLessThanOrEqual(style.width);
      }),
      { numRuns: 500 },
    );
  });

  it("is never exceeded by a table", () => {
    const anyRows = fc.array(fc.tuple(anyName, anyName, anyName, anyName), { maxLength: 5 });
    fc.assert(
      fc.property(anyRows, anyStyle, (rows, style) => {
        expect(longest(table(["", "rate", "half-life", "horizon"], rows, style))).toBeLessThanOrEqual(
          style.width,
        );
      }),
    );
  });

  it("is never exceeded by the progress line, which always says the step", () => {
    const steps = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(steps, anyNumber, anyNumber, anyStyle, (step, loss, eta, style) => {
        const progress = {
          step,
          steps: 1_000_000,
          loss,
          baseline: 1 / 6,
          gradientNorm: loss,
          stepsPerSecond: eta,
          eta,
        };
        const line = progressLine(progress, style);
        expect(longest(line)).toBeLessThanOrEqual(style.width);
        expect(line).toContain("/1,000,000");
      }),
    );
  });

  it("is 24 where less is asked for", () => {
    const decay = { rate: 0.9, halfLife: 6.6, horizon: 65, log10Ratio: -4.5 };
    expect(
      longest(profileTable([{ name: "lstm", T: 100, decay }], { ...unicode, width: 3 })),
    ).toBeLessThanOrEqual(24);
  });
});

describe("what is drawn", () => {
  /** The part of a row that is right of the axis. */
  const plotRows = (text: string) =>
    text.split("\n").flatMap((line) => (/[│┤]/.test(line) ? [line.replace(/^.*?[│┤]/, "")] : []));
  const columnsDrawn = (text: string) =>
    new Set(
      plotRows(text).flatMap((row) => [...row].flatMap((character, i) => (character === " " ? [] : [i]))),
    );

  it("leaves a gap where the gradient is exactly zero, and says so", () => {
    const log10 = Array.from({ length: 60 }, (_, i) =>
      i >= 20 && i < 40 ? Number.NEGATIVE_INFINITY : -i / 10,
    );
    const text = profileChart([{ name: "relu", log10 }], unicode);
    const drawn = columnsDrawn(text);
    expect(drawn.has(5) && drawn.has(70)).toBe(true);
    for (let column = 30; column <= 45; column++) expect(drawn.has(column)).toBe(false);
    expect(text).toContain("Gaps in relu: the gradient is exactly zero there.");
  });

  it("names every reference beside its line, and every series in the legend", () => {
    const text = lossChart({ runs, baseline: 1 / 6, plateaus, solved: 0.01 }, unicode);
    for (const name of ["baseline", "one operand learnt", "solved"])
      expect(text).toMatch(new RegExp(`^ .*[│┤].* ${name}$`, "m"));
    expect(text).toMatch(/─●─ rnn {3}━■━ lstm {3}═▲═ gru {3}┄┄ baseline 0.1667/);
  });

  it("shows lines that lie on one another both", () => {
    const same = runs.slice(0, 1).flatMap(({ points }) => ["a", "b", "c"].map((name) => ({ name, points })));
    const text = lossChart({ runs: same, baseline: 1 / 6 }, unicode);
    const plot = plotRows(text).join("");
    for (const marker of ["●", "■", "▲"]) expect(plot).toContain(marker);
  });

  it("says of a series without a finite value that it is empty", () => {
    const dead = { name: "dead", log10: [Number.NEGATIVE_INFINITY] };
    expect(profileChart([dead, { name: "alive", log10: [0] }], ascii)).toContain("dead (nothing to draw)");
    expect(profileChart([dead], unicode)).toBe(
      "Gradient through time\nNothing to draw: every value is zero or not finite.\nGaps in dead: the gradient is exactly zero there.",
    );
  });

  it("does not hide a spike of one step in ten thousand", () => {
    const flat = Array.from({ length: 10_000 }, (_, x) => ({ x, y: x === 6543 ? 1 : 0 }));
    const spec = {
      title: "",
      xTitle: "",
      yTitle: "",
      scale: "linear",
      series: [{ name: "spike", points: flat }],
    } as const;
    expect(plotRows(chart(spec, unicode)).at(0)).toMatch(/\S/);
  });

  it("survives one point, and none", () => {
    expect(profileChart([{ name: "T = 1", log10: [-3] }], unicode)).toContain("●");
    expect(profileChart([], unicode)).toContain("time step t");
  });
});
