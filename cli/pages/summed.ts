import { type RunOutcome, type Summary, summarise } from "../../src/stats/index.js";
import type { Result } from "../../src/sweep/index.js";
import type { Carried } from "../sweep/carried.js";

/** A setting, its runs and what they say together. */
export interface Summed extends Result<Carried> {
  readonly outcomes: readonly RunOutcome[];
  readonly summary: Summary;
}

/** What each setting's runs say together. */
export function summed(results: readonly Result<Carried>[]): Summed[] {
  return results.map((result) => {
    const outcomes = result.ended.map(({ outcome }) => outcome);
    return { ...result, outcomes, summary: summarise(outcomes) };
  });
}
