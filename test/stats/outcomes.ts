import type { RunOutcome } from "../../src/stats/index.js";

/** Runs of seeds 1, 2, ...: a number is the step of solving, null is unsolved, "diverged" at step 12, ... */
export function runs(
  ...ends: readonly (number | null | "stopped early" | "diverged" | "interrupted" | "failed")[]
): RunOutcome[] {
  const budget = 3000;
  return ends.map((end, i): RunOutcome => {
    const seed = i + 1;
    if (end === null) return { seed, status: "finished", step: budget, budget, loss: 0.16 + seed / 1000 };
    if (typeof end === "number")
      return { seed, status: "solved", solvedAt: end, step: end, budget, loss: 0.005 + seed / 1000 };
    // The last evaluation of a run that diverged is from before: it must not be read.
    return { seed, status: end, step: 12, budget, loss: 1e-9 };
  });
}
