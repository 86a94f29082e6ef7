import { max, median, min } from "d3-array";
import { resampledEstimate } from "./estimate.js";
import { interquartileMean } from "./interquartile.js";
import type { Estimate } from "./interval.js";
import type { RunOutcome } from "./outcome.js";

/** The last evaluations of the runs that have a finite one: n of `of` counted runs. A diverged run has none. */
export interface FinalSummary {
  readonly n: number;
  readonly of: number;
  readonly diverged: number;
  readonly median: Estimate;
  /** Mean of the middle half. */
  readonly interquartileMean: Estimate;
  readonly min: number;
  readonly max: number;
}

/** The final loss and every metric, by name, of counted runs. */
export function summariseFinal(runs: readonly RunOutcome[]): Record<string, FinalSummary> {
  const names = new Set(["loss", ...runs.flatMap(({ metrics = {} }) => Object.keys(metrics))]);
  return Object.fromEntries([...names].map((name) => [name, summaryOf(runs, name)]));
}

/** What a run ended with; NaN where it diverged, whatever its last evaluation was before. */
export function finalValue({ status, loss, metrics }: RunOutcome, name = "loss"): number {
  if (status === "diverged") return Number.NaN;
  return (name === "loss" ? loss : undefined) ?? metrics?.[name] ?? Number.NaN;
}

function summaryOf(runs: readonly RunOutcome[], name: string): FinalSummary {
  const values = runs.map((run) => finalValue(run, name)).filter(Number.isFinite);
  return {
    n: values.length,
    of: runs.length,
    diverged: runs.filter(({ status }) => status === "diverged").length,
    median: resampledEstimate(values, (of) => median(of) ?? Number.NaN, "run"),
    interquartileMean: resampledEstimate(values, interquartileMean, "run"),
    min: min(values) ?? Number.NaN,
    max: max(values) ?? Number.NaN,
  };
}
