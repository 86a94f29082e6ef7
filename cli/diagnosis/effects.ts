import type { Task } from "../../src/lab/index.js";
import { type Estimate, pairedRatio, pairedShift } from "../../src/stats/index.js";
import { dotsOf, type Figure, figures, loss, pace, reachOfLag, steps } from "../pages/figures.js";
import type { Summed } from "../pages/summed.js";
import { UNTREATED } from "./treatments.js";

/** What a cure did, in pairs of equal seed with the untreated runs. */
export interface Effect {
  readonly cure: string;
  /** log10 of the factor on the gradient at the lag, before training and at the end. */
  readonly before: Estimate;
  readonly after: Estimate;
  /** log10 of the factor on the final loss. */
  readonly loss: Estimate;
  /** Steps to solve more than untreated; a run that does not solve counts as its budget. */
  readonly steps: Estimate;
  /** Time of a step, times that of the untreated. */
  readonly time: number;
  /** Runs that diverged, more than untreated. */
  readonly diverged: number;
  /** Whether anything got better beyond doubt and nothing worse. */
  readonly helps: boolean;
  /** What that was, the weightiest first. */
  readonly by: readonly ("steps" | "loss" | "gradient")[];
}

/** A loss this share of the way between baseline and floor off the baseline has moved: as in the rule "stuck". */
const SKILL = 0.1;

/**
 * The effects of all cures, the best first: fewer runs that diverge, fewer steps to solve, less loss, then the gradient
 * that is nearest to 1 at the lag. A difference counts where its interval leaves no doubt of its sign, one of losses
 * where one of the two has left the baseline, too.
 */
export function effectsOf(settings: readonly Summed[], task: Task): Effect[] {
  const untreated = settings.find(({ setting }) => setting.name === UNTREATED);
  if (!untreated) return [];
  const hasMoved = (one: Summed) => {
    const at = middle(one, loss);
    return Math.abs(10 ** at - task.baseline) > SKILL * (task.baseline - task.floor);
  };
  const keyed = settings
    .filter((one) => one !== untreated)
    .map((one) => {
      const against = (figure: Figure) =>
        pairedShift(figures(one.ended, figure), figures(untreated.ended, figure));
      const diverged = one.summary.counts.diverged - untreated.summary.counts.diverged;
      const shifts = {
        before: against(reachOfLag("start")),
        after: against(reachOfLag("end")),
        loss: against(loss),
        steps: against(steps),
      };
      const nearer = nearness(untreated) - nearness(one);
      const keys = {
        diverged,
        steps: clear(shifts.steps),
        loss: hasMoved(one) || hasMoved(untreated) ? clear(shifts.loss) : 0,
        gradient: -nearer,
      };
      const isOther = clear(shifts.after) !== 0 || !Number.isFinite(shifts.after.value);
      const by = [
        ...(keys.steps < 0 ? (["steps"] as const) : []),
        ...(keys.loss < 0 ? (["loss"] as const) : []),
        ...(nearer > NEARER && isOther ? (["gradient"] as const) : []),
      ];
      const harms = diverged > 0 || keys.steps > 0 || (keys.steps === 0 && keys.loss > 0);
      const time = pairedRatio(figures(one.ended, pace), figures(untreated.ended, pace)).value;
      const cure = one.setting.name;
      return { keys, effect: { cure, ...shifts, time, diverged, by, helps: by.length > 0 && !harms } };
    });
  return keyed
    .sort(
      ({ keys: a }, { keys: b }) =>
        a.diverged - b.diverged || a.steps - b.steps || a.loss - b.loss || compared(a.gradient, b.gradient),
    )
    .map(({ effect }) => effect);
}

/** Orders of magnitude by which a gradient must come nearer to 1. */
const NEARER = 0.5;

/** Orders of magnitude between what is left at the lag and 1, at the end of training. */
const nearness = (one: Summed): number => Math.abs(middle(one, reachOfLag("end")));

const middle = (one: Summed, figure: Figure): number => dotsOf(one, figure)?.middle ?? Number.NaN;

/** The difference, or 0 where its interval has both signs or there is none to go by. */
function clear({ value, interval, n }: Estimate): number {
  if (!interval) return n > 1 ? value : 0;
  return interval.low > 0 || interval.high < 0 ? value : 0;
}

/** NaN, which was not measured, comes last. */
const compared = (a: number, b: number): number =>
  a === b ? 0 : Number.isNaN(a) ? 1 : Number.isNaN(b) ? -1 : a - b;
