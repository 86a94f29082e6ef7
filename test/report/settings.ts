import { type BandChart, type HeatMap, type Setting, theoryOf } from "../../src/report/index.js";
import { type RunOutcome, summarise } from "../../src/stats/index.js";
import { points } from "./examples.js";

/** Loss of a run that sits at the baseline 1/6, learns at a step, and stops when it is solved. */
function learning(from: number, seed: number) {
  const noise = (step: number) => Math.exp(0.2 * Math.sin((step + 31 * seed) ** 2 * 0.7));
  const curve = points(1500, (step) => {
    const skill = step < from ? 1 : Math.exp((from - step) / 120);
    return ((skill + 3 * Math.exp(-step / 20)) / 6 + 2e-3) * noise(step);
  });
  const solved = curve.findIndex(({ x }) => x > from + 360);
  return solved < 0 ? curve : curve.slice(0, solved);
}

export const seeds: BandChart["settings"] = [
  { name: "rnn", runs: [1, 2, 3].map((seed) => ({ points: learning(1e9, seed), diverged: false })) },
  {
    name: "lstm",
    runs: [300, 420, 380, 700, 90].map((from, i) => ({ points: learning(from, i), diverged: i === 4 })),
  },
];

/** Five runs of up to 3000 steps: a number solves there, the others do not. */
export function setting(...ends: readonly (number | "finished" | "diverged" | "failed")[]): RunOutcome[] {
  return ends.map((end, i): RunOutcome => {
    const seed = i + 1;
    if (typeof end === "number")
      return { seed, status: "solved", solvedAt: end, step: end, budget: 3000, loss: 0.005 + seed / 1000 };
    const loss = 0.16 + seed / 1000;
    return { seed, status: end, step: end === "finished" ? 3000 : 40, budget: 3000, loss };
  });
}

export const settings: readonly Setting[] = [
  { name: "lstm", summary: summarise(setting(600, 640, 700, 620, 650)) },
  { name: "gru", summary: summarise(setting(300, 900, "finished", 2000, "diverged")) },
  { name: "rnn", summary: summarise(setting("finished", "finished", "finished", "failed", "finished")) },
];

const gains = [0.5, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.25, 1.5];
const times = [10, 20, 50, 100, 200, 500];

/** The gradient that a linear RNN with an orthogonal matrix hands on, with two runs missing. */
export const gainMap: HeatMap = {
  title: "Gradient that reaches t = 1, before training",
  x: { name: "gain", values: gains },
  y: { name: "T", values: times },
  value: times.map((T) => gains.map((gain) => (T === 500 && gain > 1.2 ? NaN : (T - 1) * Math.log10(gain)))),
  kind: "log10",
  valueName: "first / last gradient",
  range: [-20, 20],
  theory: theoryOf("gain", "T"),
};

const biases = [-1, 0, 1, 2, 3, 4, 5];

export const shareMap: HeatMap = {
  title: "Adding problem: lstm",
  x: { name: "forget-bias", values: biases },
  y: { name: "T", values: times },
  value: times.map((T) => biases.map((bias) => Math.round(5 / (1 + T / (20 * Math.exp(bias)))) / 5)),
  kind: "share",
  valueName: "runs solved",
  theory: theoryOf("forget-bias", "T"),
};

/** Too many values for numbers, one column without runs, and words on an axis. */
export const wideMap: HeatMap = {
  theory: "unknown",
  title: "Adding problem: gru",
  x: { name: "lr", values: Array.from({ length: 40 }, (_, i) => 1e-4 * 1.2 ** i) },
  y: { name: "clip", values: ["none", 0.1, 1, 10] },
  value: [0, 1, 2, 3].map((y) => Array.from({ length: 40 }, (_, i) => (i === 7 ? NaN : (i / 39) ** (1 + y)))),
  kind: "share",
  valueName: "runs solved",
};
