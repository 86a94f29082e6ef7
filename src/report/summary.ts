import type { Comparison, Summary } from "../stats/index.js";
import type { Style } from "./style.js";

/** A setting and what its runs say. */
export interface Setting {
  readonly name: string;
  readonly summary: Summary;
}

/** A row a setting: runs solved, steps to solve, final loss, each with its interval, and cautions below. */
export function summaryTable(_settings: readonly Setting[], _style: Style): string {
  throw new Error("not written yet");
}

/** One sentence over all settings: "lstm solves 5 of 5 (57-100 %); restricted mean 640 steps (600-690) ...". */
export function summarySentence(_settings: readonly Setting[], _style: Style): string {
  throw new Error("not written yet");
}

/** One paragraph: setting a against setting b in steps, success, probability of improvement and loss. */
export function comparisonSentence(
  _names: { readonly a: string; readonly b: string },
  _comparison: Comparison,
  _style: Style,
): string {
  throw new Error("not written yet");
}
