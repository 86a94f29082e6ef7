import { max, median, min } from "d3-array";
import type { Dots } from "../../src/report/index.js";
import { hasSolved, type Seeded } from "../../src/stats/index.js";
import type { Carried } from "../sweep/carried.js";
import type { Summed } from "./summed.js";

export type When = "start" | "end";
/** A number of a run; undefined where it has none. */
export type Figure = (carried: Carried) => number | undefined;

export const rate =
  (when: When): Figure =>
  ({ done }) =>
    done.decay?.[when].rate;
export const horizon =
  (when: When): Figure =>
  ({ done }) =>
    done.decay?.[when].horizon;
/** log10 of what is left at t = 1. */
export const reach =
  (when: When): Figure =>
  ({ done }) =>
    done.decay?.[when].log10Ratio;
/** log10 of the final loss. */
export const loss: Figure = ({ outcome }) =>
  outcome.status === "diverged" || outcome.loss === undefined ? undefined : Math.log10(outcome.loss);
/** Steps to solve; the budget where it is not solved. */
export const steps: Figure = ({ outcome }) =>
  hasSolved(outcome) ? (outcome.solvedAt ?? outcome.step) : outcome.budget;
/** log10 of what is left at the task's lag. */
export const reachOfLag =
  (when: When): Figure =>
  ({ done }) =>
    done.reach?.[when];
/** Seconds a step. */
export const pace: Figure = ({ done }) => done.pace;

/** The median of what the runs that count have, and its range. */
export function dotsOf({ ended }: Summed, figure: Figure): Dots | undefined {
  const values = figures(ended, figure).map(({ value }) => value);
  if (values.length === 0) return undefined;
  return { middle: median(values) ?? Number.NaN, low: min(values) ?? NaN, high: max(values) ?? NaN };
}

/** That figure of every run that counts and has it, by seed. */
export function figures(ended: readonly Carried[], figure: Figure): Seeded[] {
  return ended.flatMap((one) => {
    const value = figure(one);
    const isCounted = one.outcome.status !== "failed" && one.outcome.status !== "interrupted";
    return value === undefined || !isCounted ? [] : [{ seed: one.outcome.seed, value }];
  });
}
