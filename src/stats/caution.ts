import type { Counts } from "./outcome.js";

/** Fewer values than these cannot give a 95 % interval for a median by resampling. */
const ENOUGH = 6;

/** What has to be said beside the numbers of one setting, a sentence each. */
export function cautionsOf(counts: Counts): string[] {
  const { total, counted, stoppedEarly, diverged, interrupted, failed } = counts;
  const said: string[] = [];
  if (counted === 1) said.push("One seed shows that it can happen, not how often.");
  if (counted > 1 && counted < ENOUGH) said.push(fewSeeds(counted));
  if (stoppedEarly > 0)
    said.push(
      `${stoppedEarly} of ${counted} runs stopped early: never solved within the budget, final loss that of the best evaluation.`,
    );
  if (diverged > 0)
    said.push(
      `${diverged} of ${counted} runs diverged: never solved unless solved before, and without a final loss.`,
    );
  const reasons = [
    ...(interrupted > 0 ? [`${interrupted} interrupted`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  if (reasons.length > 0) said.push(`Left out of ${total} runs: ${reasons.join(", ")}.`);
  return said;
}

/** The whole sample, from least to greatest, holds the median with probability 1 − 2^(1−n). */
export function fewSeeds(n: number): string {
  const most = 100 * (1 - 2 ** (1 - n));
  return `${n} seeds are few: a resampled interval of a median holds at most ${Math.floor(most)} % of the time, not 95 %.`;
}
