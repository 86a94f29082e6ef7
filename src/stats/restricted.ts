import { sum } from "d3-array";
import { kaplanMeier, type Observation, type SurvivalCurve } from "./survival.js";

/** A mean over runs and its standard error. */
export interface RestrictedMean {
  readonly mean: number;
  readonly standardError: number;
}

/**
 * The restricted mean steps to solve: the mean of min(steps to solve, τ), which is the area under the survival curve
 * up to τ. It exists where the plain mean does not (some run never solves), and, unlike a mean over the runs that
 * solved, it does not reward a setting for failing.
 *
 *   mean = ∫₀^τ S(t) dt        variance = n / (n − 1) · Σᵢ (∫_{tᵢ}^τ S(t) dt)² dᵢ / (nᵢ (nᵢ − dᵢ))
 *
 * With no run censored before τ the variance is s² / n, the usual one of a mean.
 *
 * Source    Irwin 1949; Klein & Moeschberger 2003, "Survival analysis", eqs. 4.5.1-4.5.3 (Greenwood's formula).
 * Deviates  the factor n / (n − 1) in place of their m / (m − 1) over the m runs that solved, so that it is the usual
 *           variance where nothing is censored early.
 */
export function restrictedMean({ points }: SurvivalCurve, upTo: number): RestrictedMean {
  const inside = points.filter(({ step }) => step < upTo);
  // From the last step to the first: the area right of every point.
  let [area, end, variance] = [0, upTo, 0];
  for (const { step, share, atRisk, solved } of [...inside].reverse()) {
    area += share * (end - step);
    end = step;
    if (solved < atRisk) variance += (area ** 2 * solved) / (atRisk * (atRisk - solved));
  }
  const n = points[0]?.atRisk ?? 0;
  return { mean: area + end, standardError: Math.sqrt((variance * n) / (n - 1)) };
}

/**
 * What each run contributes to the restricted mean, n θ − (n − 1) θ without it: its min(steps, τ) where nothing is
 * censored before τ, and otherwise its best substitute, so that runs can be compared pair by pair.
 *
 * Source  Andersen, Hansen & Klein 2004, "Regression analysis of restricted mean survival time based on
 *         pseudo-observations".
 */
export function pseudoSteps(observations: readonly Observation[], upTo: number): number[] {
  const mean = (of: readonly Observation[]) => restrictedMean(kaplanMeier(of, upTo), upTo).mean;
  const n = observations.length;
  const isWhole = observations.every(({ step, solved }) => solved || step >= upTo);
  if (isWhole) return observations.map(({ step, solved }) => (solved ? Math.min(step, upTo) : upTo));
  const all = mean(observations);
  return observations.map((_, i) => n * all - (n - 1) * mean(observations.toSpliced(i, 1)));
}

/** The plain mean and its standard error. */
export function meanOf(values: readonly number[]): RestrictedMean {
  const n = values.length;
  const mean = sum(values) / n;
  return { mean, standardError: Math.sqrt(sum(values, (v) => (v - mean) ** 2) / (n - 1) / n) };
}
