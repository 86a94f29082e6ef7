import { expect, it } from "vitest";
import { ablationPage } from "../../cli/pages/ablation.js";
import { summed } from "../../cli/pages/summed.js";
import type { Carried } from "../../cli/sweep/carried.js";
import { ablation, findCures } from "../../src/cures/index.js";
import { resultsOf } from "../../src/sweep/index.js";
import { adding, small } from "../lab/small.js";
import { ascii, unicode } from "../report/examples.js";

const task = adding(100);
const base = small(task, { init: { preset: "pytorch" }, chain: "adam:lr=0.005", steps: 3000 });
const made = ablation(base, findCures(["clip", "irnn", "chrono", "gru", "lstm"]), task);

const decayOf = (rate: number) => ({
  rate,
  halfLife: Math.log(0.5) / Math.log(rate),
  horizon: rate < 1 ? Math.min(99, Math.floor(-3 / Math.log10(rate))) : rate >= 1 ? 99 : 0,
  log10Ratio: 99 * Math.log10(rate),
});

/** Rates before and after, and where the runs of three seeds solve; NaN: it diverges with seed 2. */
const story: Readonly<Record<string, readonly [number, number, readonly (number | undefined)[]]>> = {
  base: [0.64, 0.66, [2100, undefined, 1600]],
  clip: [0.64, 0.98, [1400, 1500, 1200]],
  irnn: [0.999, Number.NaN, [undefined, Number.NaN, undefined]],
  chrono: [0.985, 0.999, [700, 800, 800]],
  gru: [0.63, 0.99, [500, 600, 500]],
  all: [0.99, 1.001, [200, 100, 100]],
};

const carried = made.settings.flatMap((setting) =>
  (story[setting.name]?.[2] ?? []).map((solvedAt, i): Carried => {
    const [start = 1, end = 1] = story[setting.name] ?? [];
    const seed = i + 1;
    const isLost = Number.isNaN(solvedAt);
    const solved = solvedAt !== undefined && !isLost;
    const outcome = {
      seed,
      status: solved ? "solved" : isLost ? "diverged" : "finished",
      ...(solved && { solvedAt }),
      step: solved ? solvedAt : 3000,
      budget: 3000,
      loss: solved ? 0.004 + seed / 1000 : 0.16 + seed / 100,
    } as const;
    const decay = { T: 100, start: decayOf(start * (1 + seed / 500)), end: decayOf(end * (1 - seed / 900)) };
    return {
      job: { setting, experiment: { ...setting.experiment, seed }, role: "run" },
      outcome,
      done: { outcome, reused: 0, points: [], decay, pace: setting.name === "gru" ? 0.003 : 0.002 },
      seconds: 1,
    };
  }),
);

it("the page of an ablation looks as it did, and fits into 80 columns", async () => {
  const settings = summed(resultsOf(carried, { settings: made.settings }));
  const page = ablationPage(made, settings, task, unicode);
  await expect(page).toMatchFileSnapshot("golden/ablation-page.txt");
  await expect(ablationPage(made, settings, task, ascii)).toMatchFileSnapshot(
    "golden/ablation-page.ascii.txt",
  );
  expect(page.split("\n").filter((line) => line.length > 80)).toEqual([]);
});
