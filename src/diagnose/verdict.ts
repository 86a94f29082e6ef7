/** info: worth knowing; warn: may cost learning; fail: learning what the task asks for cannot be expected. */
export type Severity = "info" | "warn" | "fail";

/** What helps, by the name of a cure, and as the change of the experiment that applies it. */
export interface Advice {
  /** Name of the cure, e.g. "chrono". */
  readonly cure: string;
  /** One clause: what it does here. */
  readonly why: string;
  /** New values of fields of the experiment, by path: { "init.forgetBias": "chrono" }. */
  readonly set: Readonly<Record<string, unknown>>;
  /** The options of the command line that say the same. */
  readonly options: string;
}

/** What a rule sees when it holds. */
export interface Finding {
  readonly severity: Severity;
  /** The value of the formula, and the threshold that it crossed. */
  readonly value: number;
  readonly threshold: number;
  /** log10 of the value, where the value is below or above what a double holds, e.g. 1e-400. */
  readonly log10?: number;
  /** Where: a layer, a state, a gate, a tensor. */
  readonly place?: string;
  /** What was seen and what it means, one sentence with its numbers. */
  readonly sentence: string;
  readonly advice?: readonly Advice[];
  /** What this finding brings about by itself, where that is not what its rule says. */
  readonly explains?: readonly string[];
}

/**
 * run: it tells why this run fails, or how. risk: a mechanism without a symptom, which may never do harm. note: true
 * whatever becomes of the run.
 */
export type Standing = "run" | "risk" | "note";

/** A rule that held. */
export interface Verdict extends Finding {
  readonly rule: string;
  readonly title: string;
  /** What the rule is about: why runs fail, that they fail, or neither. */
  readonly role: "mechanism" | "symptom" | "note";
  /** Updates done when it first held, and when it last did. */
  readonly step: number;
  readonly last: number;
  /** Whether it still holds. */
  readonly holds: boolean;
  readonly standing: Standing;
  /** The id of the mechanism that brings this one about by itself. */
  readonly explainedBy?: string;
  readonly advice: readonly Advice[];
}

export const severities: readonly Severity[] = ["info", "warn", "fail"];

/**
 * Worst first: what explains the run before risks, before notes; among them what nothing else brings about before what
 * something does; then by severity, and by the step when it first held.
 */
export function byWeight(a: Verdict, b: Verdict): number {
  const rank = ({ standing, explainedBy, severity }: Verdict) =>
    ["note", "risk", "run"].indexOf(standing) * 100 +
    (explainedBy === undefined ? 10 : 0) +
    severities.indexOf(severity);
  return rank(b) - rank(a) || a.step - b.step;
}
