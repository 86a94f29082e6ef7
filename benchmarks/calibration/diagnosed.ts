import { diagnose, diagnoser, factsOf, opinions, rules, type Verdict } from "../../src/diagnose/index.js";
import { network, parseExperiment, type RunRecord, run } from "../../src/lab/index.js";
import { stream } from "../../src/rng/index.js";
import { makeTask } from "../../tasks/index.js";
import type { Configuration, Label } from "./corpus.js";
import { sweeps } from "./verdicts.js";

/** A configuration that was trained and diagnosed. */
export interface CaseRecord {
  readonly kind: "case";
  readonly label: Label;
  readonly base: string;
  readonly fault: string;
  readonly seed: number;
  readonly status: string;
  readonly steps: number;
  /** By the task's criterion; and the best evaluation, 0 at the baseline, 1 at the floor. */
  readonly solved: boolean;
  readonly skill: number;
  readonly health: "healthy" | "at-risk" | "failing";
  /** In the order of the diagnosis. */
  readonly verdicts: readonly CaseVerdict[];
  /** What formulas of other monitors said at any measurement: "AUTOTRAINER: exploding". */
  readonly opinions: readonly string[];
  /** For each swept threshold, "vanishing.warn", the values at which the rule counts. */
  readonly sweep: Readonly<Record<string, readonly number[]>>;
}

export type CaseVerdict = Pick<
  Verdict,
  "rule" | "role" | "severity" | "value" | "standing" | "holds" | "step" | "explainedBy"
> & {
  readonly cures: readonly string[];
};

/** Learning, and failing, without any rule: solved or nearly at the floor; not a quarter of the way there. */
export const learns = ({ solved, skill }: Pick<CaseRecord, "solved" | "skill">) => solved || skill >= 0.9;
export const fails = ({ solved, skill }: Pick<CaseRecord, "solved" | "skill">) => !solved && !(skill >= 0.25);

/** A verdict that tells why the run fails, or how; or, of a note, what is wrong with it anyway. */
export const counts = ({ standing, severity, holds }: Pick<CaseVerdict, "standing" | "severity" | "holds">) =>
  severity !== "info" && (standing === "run" || (standing === "note" && holds));

/** The mechanism that the diagnosis names first. */
export const firstOf = ({ verdicts }: Pick<CaseRecord, "verdicts">): CaseVerdict | undefined =>
  verdicts.find((verdict) => verdict.role === "mechanism" && counts(verdict));

/** Trains one configuration and lets every rule, every swept threshold and every other monitor look at it. */
export async function diagnosed(configuration: Configuration, seed: number): Promise<CaseRecord> {
  const { label, base, fault, given } = configuration;
  const { name, ...options } = configuration.task;
  const task = makeTask(name, options);
  const experiment = parseExperiment({
    steps: 300,
    batch: 16,
    evaluate: { every: 20, sequences: 200 },
    probe: { every: 50 },
    profile: { every: 50, spectra: true },
    ...given,
    task: { ...task.options, name },
    seed,
  });
  const batch = task.sample(stream(seed, "calibration"), 1);
  const facts = factsOf(task, experiment, network(experiment, task), batch);
  const doctor = diagnoser(facts);
  const records: RunRecord[] = [];
  const said = new Set<string>();
  for await (const record of run(experiment, task)) {
    records.push(record);
    doctor.hear(record);
    if (record.kind !== "probe" && record.kind !== "end") continue;
    for (const { system, rule, fires } of opinions(doctor.evidence))
      if (fires) said.add(`${system}: ${rule}`);
  }
  const { health, verdicts } = doctor.diagnosis();
  const { bestEvaluation, solvedAt, end, step } = doctor.evidence;
  const isSymptom = (id: string) => rules.some((rule) => rule.id === id && rule.role === "symptom");
  const sweep = sweeps.map(({ rule, name, values }) => {
    const asked = rules.filter(({ id }) => id === rule || isSymptom(id));
    const at = values.filter((value) => {
      const thresholds = { [rule]: { [name]: value } };
      const found = diagnose(facts, records, { rules: asked, thresholds }).verdicts;
      return found.some((one) => one.rule === rule && counts(one) && (one.role !== "symptom" || one.holds));
    });
    return [`${rule}.${name}`, at] as const;
  });
  return {
    kind: "case",
    label,
    base,
    fault,
    seed,
    status: end?.status ?? "?",
    steps: step,
    solved: solvedAt !== undefined,
    skill: (task.baseline - bestEvaluation) / (task.baseline - task.floor),
    health,
    verdicts: verdicts.map(({ rule, role, severity, value, standing, holds, step, explainedBy, advice }) => ({
      rule,
      role,
      severity,
      value,
      standing,
      holds,
      step,
      ...(explainedBy !== undefined && { explainedBy }),
      cures: advice.map(({ cure }) => cure),
    })),
    opinions: [...said].sort(),
    sweep: Object.fromEntries(sweep),
  };
}
