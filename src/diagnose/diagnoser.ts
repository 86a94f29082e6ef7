import type { RunRecord } from "../lab/index.js";
import { changes } from "./apply.js";
import { rules as all } from "./catalogue.js";
import { type Evidence, gather } from "./evidence.js";
import { explained } from "./explain.js";
import type { Facts } from "./facts.js";
import type { Rule, Thresholds } from "./rule.js";
import { byWeight, type Finding, type Standing, type Verdict } from "./verdict.js";

/** What all rules say together. */
export interface Diagnosis {
  /**
   * failing: a symptom is there. at-risk: a mechanism is, without a symptom. healthy: neither. Rules of severity info
   * do not count.
   */
  readonly health: "healthy" | "at-risk" | "failing";
  /** Worst first. Those that no longer hold are kept. */
  readonly verdicts: readonly Verdict[];
}

export interface DiagnoseOptions {
  /** Other thresholds, by the id of the rule and their name. */
  readonly thresholds?: Readonly<Record<string, Thresholds>>;
  readonly rules?: readonly Rule[];
}

/** Hears the records of a run in their order and says what they mean. */
export interface Diagnoser {
  /** What first holds with this record: for a live notice. */
  hear(record: RunRecord): readonly Verdict[];
  diagnosis(): Diagnosis;
  readonly evidence: Evidence;
}

/** How often a rule over steps alone is asked: what else arrives is judged at once. */
const EVERY = 50;

interface Held {
  readonly finding: Finding;
  readonly first: number;
  readonly last: number;
  readonly holds: boolean;
}

/**
 * A diagnosis in the making. Rules are asked when a profile, a probe or an evaluation arrives, at the end, when a step
 * is not finite, and every 50 steps; nothing is kept but what `gather` folds.
 *
 * @throws RangeError for a threshold of a rule or a name that is not there
 */
export function diagnoser(facts: Facts, options: DiagnoseOptions = {}): Diagnoser {
  const { rules = all, thresholds = {} } = options;
  checkThresholds(rules, thresholds);
  const { evidence, add } = gather(facts);
  const held = new Map<Rule, Held>();

  function judge(): Rule[] {
    const { step } = evidence;
    return rules.flatMap((rule) => {
      const before = held.get(rule);
      const finding = rule.judge(evidence, { ...rule.thresholds, ...thresholds[rule.id] });
      if (finding) held.set(rule, { finding, first: before?.first ?? step, last: step, holds: true });
      else if (before) held.set(rule, { ...before, holds: false });
      return finding && !before ? [rule] : [];
    });
  }
  const verdictOf = (
    rule: Rule,
    { finding: { explains: _, ...finding }, first, last, holds }: Held,
    explainedBy: string | undefined,
  ): Verdict => ({
    rule: rule.id,
    title: rule.title,
    role: rule.role,
    ...finding,
    step: first,
    last,
    holds,
    standing: standingOf(rule, finding, holds),
    ...(explainedBy !== undefined && { explainedBy }),
    advice: (finding.advice ?? []).filter((advice) => changes(facts.experiment, advice)),
  });
  const standingOf = (rule: Rule, finding: Finding, holds: boolean): Standing => {
    if (rule.role === "note") return "note";
    if (rule.role === "symptom") return "run";
    return hasSymptom() && tells(rule, finding, holds) ? "run" : "risk";
  };
  /** What a diverged run leaves behind is no longer finite: what held before counts. */
  const tells = (rule: Rule, { severity }: Finding, holds: boolean) =>
    holds || (rule.lasting === true && severity === "fail") || evidence.broken !== undefined;
  const hasSymptom = () =>
    [...held].some(
      ([{ role }, { finding, holds }]) => role === "symptom" && holds && finding.severity !== "info",
    );
  const verdicts = () => {
    const mechanisms = [...held].filter(
      ([rule, { finding, holds }]) => rule.role === "mechanism" && tells(rule, finding, holds),
    );
    const reasons = explained(mechanisms.map(([rule, h]) => ({ rule, ...h })));
    return [...held].map(([rule, h]) => verdictOf(rule, h, reasons.get(rule.id))).sort(byWeight);
  };

  return {
    evidence,
    hear(record) {
      add(record);
      const isBroken = record.kind === "step" && evidence.broken?.step === record.step;
      const isDue =
        record.kind === "step" ? record.step === 1 || record.step % EVERY === 0 : record.kind !== "start";
      if (!isDue && !isBroken) return [];
      const fresh = new Set(judge().map(({ id }) => id));
      return fresh.size === 0 ? [] : verdicts().filter(({ rule }) => fresh.has(rule));
    },
    diagnosis() {
      const made = verdicts();
      const count = made.filter(({ severity, holds }) => severity !== "info" && holds);
      const isFailing = hasSymptom();
      const isAtRisk = count.some(({ standing }) => standing === "risk");
      return { health: isFailing ? "failing" : isAtRisk ? "at-risk" : "healthy", verdicts: made };
    },
  };
}

/** The diagnosis of records that are all there. */
export function diagnose(
  facts: Facts,
  records: Iterable<RunRecord>,
  options: DiagnoseOptions = {},
): Diagnosis & { readonly evidence: Evidence } {
  const made = diagnoser(facts, options);
  for (const record of records) made.hear(record);
  return { ...made.diagnosis(), evidence: made.evidence };
}

function checkThresholds(rules: readonly Rule[], given: NonNullable<DiagnoseOptions["thresholds"]>): void {
  for (const [id, values] of Object.entries(given)) {
    const rule = rules.find((one) => one.id === id);
    if (!rule)
      throw new RangeError(
        `There is no rule ${JSON.stringify(id)}; hindsight rules lists them: ${rules.map((one) => one.id).join(", ")}.`,
      );
    for (const [name, value] of Object.entries(values))
      if (!Object.hasOwn(rule.thresholds, name) || !Number.isFinite(value))
        throw new RangeError(
          `The rule "${id}" has the thresholds ${Object.keys(rule.thresholds).join(", ")}, each a finite number, but it was ${name} = ${value}.`,
        );
  }
}
