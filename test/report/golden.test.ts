import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { fitDecay } from "../../src/probe/index.js";
import * as report from "../../src/report/index.js";
import { compareSettings } from "../../src/stats/index.js";
import { ascii, colored, curves, outcomes, plateaus, points, runs, unicode } from "./examples.js";
import { gainMap, seeds, setting, settings, shareMap, wideMap } from "./settings.js";
import { broken, stacks } from "./stacks.js";

/** What a person would see, kept as text files to be looked at when they change. */
const pictures: Readonly<Record<string, (style: report.Style) => string>> = {
  "loss-log": (style) =>
    report.lossChart({ title: "Adding, T = 100", runs, baseline: 1 / 6, plateaus, solved: 0.01 }, style),
  "loss-linear": (style) =>
    report.lossChart({ runs: runs.slice(1), scale: "linear", baseline: 1 / 6, solved: 0.01 }, style),
  "loss-stuck": (style) => report.lossChart({ runs: runs.slice(0, 1), baseline: 1 / 6 }, style),
  "loss-spike": (style) => {
    const spiky = points(3000, (step) => (step === 1777 ? 40 : step > 2500 ? Number.NaN : 0.1 + 1 / step));
    return report.lossChart(
      { runs: [{ name: "one bad step, then NaN", points: spiky }], baseline: 1 / 6 },
      style,
    );
  },
  profile: (style) => report.profileChart(curves, style, "Gradient through time, before training"),
  "profile-zeros": (style) => {
    const dead = Array.from({ length: 40 }, (_, i) =>
      i < 18 || i === 30 ? Number.NEGATIVE_INFINITY : i / 10 - 4,
    );
    return report.profileChart([{ name: "relu", log10: dead }], style);
  },
  "profile-flat": (style) =>
    report.profileChart([{ name: "orthogonal", log10: new Array<number>(1000).fill(-1.7) }], style),
  "profile-table": (style) =>
    report.profileTable(
      curves.map(({ name, log10 }) => ({ name, T: log10.length, decay: fitDecay(log10) })),
      style,
    ),
  "loss-bands": (style) =>
    report.bandChart(
      { title: "Adding, T = 100", settings: seeds, baseline: 1 / 6, plateaus, solved: 0.01 },
      style,
    ),
  "loss-quartiles": (style) =>
    report.bandChart(
      { settings: seeds.slice(1), band: "quartiles", scale: "linear", baseline: 1 / 6 },
      style,
    ),
  survival: (style) =>
    report.survivalChart(
      settings.map(({ name, summary }) => ({ name, curve: summary.survival })),
      style,
    ),
  "heat-gain": (style) => report.heatMap(gainMap, style),
  "heat-forget-bias": (style) => report.heatMap(shareMap, style),
  "heat-ramp": (style) => report.heatMap(wideMap, style),
  "summary-table": (style) => report.summaryTable(settings, style),
  "summary-sentence": (style) => report.summarySentence(settings, style),
  comparison: (style) =>
    [
      compareSettings(setting(600, 640, 700, 620, 650), setting(300, 900, "finished", 2000, "diverged")),
      compareSettings(setting(600, 640, 700), setting("finished", "failed", "finished")),
      compareSettings(setting(600), setting("finished")),
      compareSettings(setting("finished", "finished"), setting("finished", "finished")),
    ]
      .map((one) => report.comparisonSentence({ a: "lstm", b: "gru" }, one, style))
      .join("\n\n"),
  "depth-signal": (style) => report.depthChart(stacks, "signal", style),
  "depth-gradient": (style) => report.depthChart([...stacks, broken], "gradient", style),
  histograms: (style) => [...stacks, broken].map((one) => report.histograms(one, style)).join("\n\n"),
  "depth-sentences": (style) =>
    [...stacks, broken].map((one) => report.depthSentence(one, style)).join("\n\n"),
  spectra: (style) =>
    report.spectrumTable(
      [
        { name: "0.U before", spectrum: { parameter: "0.U", radius: 1, largest: 1, departure: 3.2e-8 } },
        {
          name: "0.U after",
          spectrum: { parameter: "0.U", radius: 1.0423, largest: 2.75, departure: 0.71 },
        },
      ],
      style,
    ),
  verdicts: (style) => report.verdictTable(outcomes, style),
  sentences: (style) => outcomes.map((one) => report.sentence(one, style)).join("\n\n"),
};

describe.each(Object.entries(pictures))("%s", (name, draw) => {
  it("looks as it did, in Unicode and in ASCII", async () => {
    await expect(`${draw(unicode)}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
    await expect(`${draw(ascii)}\n`).toMatchFileSnapshot(`golden/${name}.ascii.txt`);
  });

  it("is ASCII alone where that is asked for", () => {
    expect(draw(ascii)).toMatch(/^[\n\x20-\x7e]*$/);
  });

  it("differs with colour by escape codes, and coloured blanks at the end of a line, alone", () => {
    const stripped = stripVTControlCharacters(draw(colored));
    expect(stripped.replace(/ +$/gm, "")).toBe(draw(unicode));
  });
});

describe.each(["loss-bands", "survival", "heat-gain", "heat-forget-bias", "heat-ramp"])("%s", (name) => {
  it.each([4, 8, 24] as const)("looks as it did in colours of %i bits", async (depth) => {
    const drawn = pictures[name]?.({ ...colored, depth });
    await expect(`${drawn}\n`).toMatchFileSnapshot(`golden/${name}.color${depth}.txt`);
  });
});
