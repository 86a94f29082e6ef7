import type { BandChart } from "../../src/report/index.js";
import type { RunOutcome } from "../../src/stats/index.js";
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
