import { rollups, sum } from "d3-array";

/** A run as survival analysis sees it: it solved at this step, or was not solved yet when it was last seen there. */
export interface Observation {
  readonly step: number;
  readonly solved: boolean;
}

/** What happened at a step, and the share of runs not yet solved just after it. */
export interface SurvivalPoint {
  readonly step: number;
  readonly share: number;
  /** Runs not yet solved and still watched just before the step. */
  readonly atRisk: number;
  readonly solved: number;
  readonly censored: number;
}

/** The curve is 1 before its first point, falls at points where runs solve, and is flat between them. */
export interface SurvivalCurve {
  readonly points: readonly SurvivalPoint[];
  /** The last step for which the curve is known. */
  readonly upTo: number;
}

/**
 * The Kaplan-Meier estimate of the share not yet solved, S(t) = Π over steps tᵢ ≤ t of (1 − dᵢ / nᵢ): dᵢ runs solved
 * at tᵢ of the nᵢ still watched. A run censored at tᵢ was still watched there.
 *
 * It is known up to the last observation; once every run has solved it is 0, and known up to the end of the budget.
 *
 * Source  Kaplan & Meier 1958, "Nonparametric estimation from incomplete observations".
 */
export function kaplanMeier(observations: readonly Observation[], budget: number): SurvivalCurve {
  const steps = rollups(
    observations,
    (at) => ({ solved: sum(at, ({ solved }) => Number(solved)), all: at.length }),
    ({ step }) => step,
  ).sort(([a], [b]) => a - b);
  let atRisk = observations.length;
  let share = 1;
  const points = steps.map(([step, { solved, all }]): SurvivalPoint => {
    share *= 1 - solved / atRisk;
    const point = { step, share, atRisk, solved, censored: all - solved };
    atRisk -= all;
    return point;
  });
  const last = points.at(-1)?.step ?? 0;
  return { points, upTo: share === 0 ? Math.max(last, budget) : last };
}

/** The share not yet solved just after a step. */
export function shareAt(curve: SurvivalCurve, step: number): number {
  return curve.points.findLast((point) => point.step <= step)?.share ?? 1;
}

/** Products of fractions such as 4/5 · 3/4 · 2/3 miss the half by rounding. */
const ROUNDING = 1e-12;

/** The first step by which at least half of the runs have solved; Infinity when that does not happen. */
export function medianStep({ points }: SurvivalCurve): number {
  return points.find(({ share }) => share <= 0.5 + ROUNDING)?.step ?? Number.POSITIVE_INFINITY;
}
