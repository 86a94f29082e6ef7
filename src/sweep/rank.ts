import type { RunOutcome } from "../stats/index.js";
import type { Setting } from "./setting.js";

/**
 * The n best settings, in their own order. More solved runs are better, then fewer steps to solve (the median over
 * seeds), then a lower metric of the last evaluation (the median; a run that diverged or failed counts as infinite).
 */
export function best(
  settings: readonly Setting[],
  outcomes: ReadonlyMap<string, readonly RunOutcome[]>,
  metric: string,
  n: number,
): Setting[] {
  const marks = new Map(settings.map(({ name }) => [name, marksOf(outcomes.get(name) ?? [], metric)]));
  const order = [...settings].sort((a, b) => compare(marks.get(a.name) ?? [], marks.get(b.name) ?? []));
  const kept = new Set(order.slice(0, n));
  return settings.filter((setting) => kept.has(setting));
}

/** Lower is better, the first first. */
function marksOf(outcomes: readonly RunOutcome[], metric: string): readonly number[] {
  const solved = outcomes.filter(({ solvedAt }) => solvedAt !== undefined).length;
  const steps = outcomes.map(({ solvedAt = Number.POSITIVE_INFINITY }) => solvedAt);
  return [-solved, median(steps), median(outcomes.map((outcome) => finalOf(outcome, metric)))];
}

function finalOf({ status, loss, metrics }: RunOutcome, metric: string): number {
  const value = metric === "loss" ? loss : metrics?.[metric];
  const counts = status !== "diverged" && status !== "failed" && Number.isFinite(value);
  return counts && value !== undefined ? value : Number.POSITIVE_INFINITY;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? Number.POSITIVE_INFINITY;
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  if (low === undefined || high === undefined) return Number.POSITIVE_INFINITY;
  return low === high ? low : (low + high) / 2;
}
