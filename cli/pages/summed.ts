import type { Style } from "../../src/report/index.js";
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

/** Columns that the figures of a setting take. */
const FIGURES = 66;

/** What settings are called in tables: their names, or numbers where one of these would be cut. */
export function labelsOf(settings: readonly Summed[], { width }: Style): string[] {
  const names = settings.map(({ setting }) => setting.name);
  return names.every((name) => name.length <= width - FIGURES) ? names : names.map((_, i) => `#${i + 1}`);
}
