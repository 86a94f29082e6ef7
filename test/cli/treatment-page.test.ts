import { expect, it } from "vitest";
import { effectsOf } from "../../cli/diagnosis/effects.js";
import { treatmentsFor } from "../../cli/diagnosis/treatments.js";
import { summed } from "../../cli/pages/summed.js";
import { conclusion, prescription, treatmentPage } from "../../cli/pages/treatment.js";
import type { Carried } from "../../cli/sweep/carried.js";
import type { Advice, Verdict } from "../../src/diagnose/index.js";
import type { Style } from "../../src/report/index.js";
import { resultsOf } from "../../src/sweep/index.js";
import { adding, small } from "../lab/small.js";
import { ascii, unicode } from "../report/examples.js";

const task = adding(100);
const base = small(task, { init: { preset: "pytorch" }, chain: "clip-norm:1 adam:lr=0.005", steps: 300 });
const advice = (cure: string, set: Advice["set"], options: string): Advice => ({
  cure,
  why: `does what ${cure} does`,
  set,
  options,
});
const verdict: Verdict = {
  rule: "vanishing",
  title: "the gradient vanishes through time",
  role: "mechanism",
  severity: "fail",
  value: 0,
  threshold: 1e-7,
  sentence: "Nothing is left.",
  standing: "risk",
  step: 0,
  last: 0,
  holds: true,
  advice: [
    advice("chrono", { "init.forgetBias": "chrono" }, "--forget-bias chrono"),
    advice("forget-bias", { "init.forgetBias": 4.6 }, "--forget-bias 4.6"),
    advice("recommended-init", { init: { preset: "hindsight" } }, "--init hindsight"),
    advice("small-rate", { chain: "clip-norm:1 adam:lr=0.001" }, "--lr 0.001"),
    advice("orthogonal", { "init.recurrent": "orthogonal" }, "--recurrent-init orthogonal"),
    advice("more-steps", { steps: 900 }, "--steps 900"),
  ],
};
const note: Verdict = {
  ...verdict,
  severity: "info",
  advice: [advice("clip", { chain: "clip-norm:2 adam:lr=0.005" }, "--clip 2")],
};
const made = treatmentsFor([verdict, note], base, task);
if (!made) throw new Error("nothing is tried");

/** log10 of what is left before and after, the losses of four seeds (NaN: diverged), and when the first solve. */
const story: Readonly<
  Record<string, readonly [number, number, readonly number[], readonly (number | undefined)[]]>
> = {
  untreated: [-20.1, -18.4, [0.166, 0.168, 0.167, 0.165], []],
  chrono: [-1.1, -0.6, [0.009, 0.008, 0.12, 0.009], [210, 180, undefined, 240]],
  "forget-bias": [0.1, 0.4, [0.09, 0.11, 0.12, 0.1], []],
  "recommended-init": [-1.2, -40, [0.1, Number.NaN, 0.09, 0.11], []],
  "small-rate": [-20.1, -20, [0.165, 0.167, 0.166, 0.164], []],
  orthogonal: [-12.2, -9.4, [0.166, 0.167, 0.168, 0.164], []],
};

const carried = made.settings.flatMap((setting) => {
  const [before = 0, after = 0, losses = [], solved = []] = story[setting.name] ?? [];
  return losses.map((loss, i): Carried => {
    const seed = i + 1;
    const solvedAt = solved[i];
    const isLost = Number.isNaN(loss);
    const outcome = {
      seed,
      status: isLost ? "diverged" : solvedAt === undefined ? "finished" : "solved",
      ...(solvedAt !== undefined && { solvedAt }),
      step: solvedAt ?? 300,
      budget: 300,
      ...(!isLost && { loss }),
    } as const;
    // Cures that change the weights spread the seeds otherwise than the untreated are spread.
    const spread = before === -20.1 ? 0 : setting.name.length / 40;
    const reach = { start: before + i * (0.1 + spread), end: after - i * i * (0.03 + spread) };
    return {
      job: { setting, experiment: { ...setting.experiment, seed }, role: "run" },
      outcome,
      done: { outcome, reused: 0, points: [], reach, pace: setting.name === "chrono" ? 0.0021 : 0.002 },
      seconds: 1,
    };
  });
});
const settings = summed(resultsOf(carried, { settings: made.settings }));
const original = { ...base, steps: 3000 };

const page = (style: Style) =>
  [
    prescription(made, { seeds: 4, steps: 300 }, style),
    treatmentPage(settings, task, style),
    conclusion(made, settings, task, original, style),
  ].join("\n\n");

it("the pages of treatments look as they did, and fit into 80 columns", async () => {
  await expect(page(unicode)).toMatchFileSnapshot("golden/treatment-page.txt");
  await expect(page(ascii)).toMatchFileSnapshot("golden/treatment-page.ascii.txt");
  for (const text of [page(unicode), page(ascii)])
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

it("what counts is tried, in the doses that were advised; a longer run is left out", () => {
  const tried = Object.fromEntries(made.treatments.map(({ cure, experiment }) => [cure, experiment]));
  expect(Object.keys(tried)).toEqual(Object.keys(story).slice(1));
  expect(tried["forget-bias"]?.init.forgetBias).toBe(4.6);
  expect(made.leftOut.map(({ cure, reason }) => [cure.name, reason])).toEqual([
    ["more-steps", "Here all runs are equally long."],
  ]);
  expect(treatmentsFor([note], base, task)).toBeUndefined();
});

it("says which first weights a treatment draws otherwise", () => {
  const restarted = Object.fromEntries(made.treatments.map(({ cure, restarted }) => [cure, restarted]));
  expect(restarted["small-rate"]).toEqual([]);
  expect(restarted["forget-bias"]).toEqual(["0.bf"]);
  expect(restarted.orthogonal).toEqual(["0.Ui", "0.Uf", "0.Ug", "0.Uo"]);
});

it("ranks what solves before what lowers the loss, before what only moves the gradient, divergence last", () => {
  const effects = effectsOf(settings, task);
  expect(effects.map(({ cure, by }) => [cure, ...by])).toEqual([
    ["chrono", "loss", "gradient"],
    ["forget-bias", "loss", "gradient"],
    ["orthogonal", "gradient"],
    ["small-rate"],
    ["recommended-init", "loss"],
  ]);
  expect(effects.map(({ helps }) => helps)).toEqual([true, true, true, false, false]);
});

it("advises none where none helps", () => {
  const idle = settings.filter(({ setting: { name } }) => ["untreated", "small-rate"].includes(name));
  expect(conclusion(made, idle, task, original, unicode)).toMatch(/^In 300 steps no treatment helped/);
  expect(conclusion(made, idle.slice(1), task, original, unicode)).toBe("");
});
