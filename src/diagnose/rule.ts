import type { Evidence } from "./evidence.js";
import type { Finding } from "./verdict.js";

export type Thresholds = Readonly<Record<string, number>>;

/**
 * A rule over measurements: a description, frozen. It looks at evidence and changes nothing.
 *
 * mechanism: why a run may fail; alone it is a risk. symptom: that a run fails. note: stands by itself.
 */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly role: "mechanism" | "symptom" | "note";
  /** What it did is done: once of severity fail, it tells why a run fails even after it no longer holds. */
  readonly lasting?: true;
  /** It is about training: what held before the first update is not its doing. */
  readonly training?: true;
  /** Rules whose mechanisms this one brings about by itself: where both hold, it is the reason. */
  readonly explains?: readonly string[];
  /** What is compared with what, in the words of the thresholds. */
  readonly formula: string;
  readonly thresholds: Thresholds;
  /** Where formula and thresholds come from. */
  readonly source: string;
  judge(evidence: Evidence, thresholds: Thresholds): Finding | undefined;
}

/** A rule whose `judge` knows its thresholds by name. */
export function rule<const K extends string>(
  made: Omit<Rule, "thresholds" | "judge"> & {
    readonly thresholds: Readonly<Record<K, number>>;
    judge(evidence: Evidence, thresholds: Readonly<Record<K, number>>): Finding | undefined;
  },
): Rule {
  const { thresholds: defaults, judge } = made;
  return Object.freeze({
    ...made,
    judge: (evidence: Evidence, thresholds: Thresholds) => judge(evidence, { ...defaults, ...thresholds }),
  });
}
