import type { Diagnosis, Opinion, Verdict } from "../../src/diagnose/index.js";
import type { Task } from "../../src/lab/index.js";
import { count, fromLog10, type Style, significant, table } from "../../src/report/index.js";
import { ENOUGH, type Preflight } from "../diagnosis/preflight.js";
import { wrapped } from "../text.js";

/** Verdicts with their advice, worst first; no advice twice. */
export function verdictList(verdicts: readonly Verdict[], style: Style): string {
  const said = new Set<string>();
  return verdicts
    .map((verdict) => {
      const advice = verdict.advice.filter(({ options }) => !said.has(options));
      for (const { options } of advice) said.add(options);
      return verdictText({ ...verdict, advice }, style);
    })
    .join("\n\n");
}

const INDENT = "      ";

function verdictText(verdict: Verdict, style: Style): string {
  const { severity, title, place, sentence, advice, value, log10, threshold, rule } = verdict;
  const head = `${severity.toUpperCase().padEnd(INDENT.length)}${title}${place === undefined ? "" : ` (${place})`}`;
  const seen = log10 === undefined ? significant(value) : fromLog10(log10);
  const facts = `${rule}: ${seen}, threshold ${significant(threshold)}; ${whenOf(verdict)}`;
  const body = [sentence, facts, ...advice.map(({ options, why }) => `try ${options}: ${why}`)];
  return [wrapped(head, style.width), ...body.map((line) => indented(line, style))].join("\n");
}

function whenOf({ standing, step, last, holds, explainedBy }: Verdict): string {
  const seen = holds
    ? `since step ${count(step)}`
    : `from step ${count(step)} to ${count(last)}, and no more`;
  const when = explainedBy === undefined ? seen : `${seen}; comes of ${explainedBy}`;
  return standing === "note" ? when : `${standing === "risk" ? "a risk" : "of this run"}, ${when}`;
}

function indented(text: string, style: Style): string {
  return wrapped(text, style.width - INDENT.length)
    .split("\n")
    .map((line) => INDENT + line)
    .join("\n");
}

/** Whether somebody who waits for a run wants to know at once. */
export const isUrgent = ({ severity, role, rule }: Verdict): boolean =>
  severity !== "info" && role !== "note" && rule !== "unsolved";

/** One line for a verdict that first holds while a run goes on. */
export function noticeOf({ severity, step, title, log10, value }: Verdict): string {
  return `step ${count(step)}: ${severity}: ${title} (${log10 === undefined ? significant(value) : fromLog10(log10)})`;
}

/** The first line of a diagnosis: what fails, and why. */
export function healthLine({ health, verdicts }: Pick<Diagnosis, "health" | "verdicts">): string {
  if (health === "healthy") return "Healthy: no rule that counts holds.";
  const heavy = verdicts.filter(({ severity, standing }) => severity !== "info" && standing !== "note");
  const those = (of: Verdict["role"], standing: Verdict["standing"]) =>
    heavy.filter((v) => v.role === of && v.standing === standing && v.holds);
  const list = (some: readonly Verdict[]) => some.map(({ title }) => title).join("; ");
  /** What nothing else brings about, and what comes of it. */
  const reasons = (some: readonly Verdict[]) => {
    const [roots, rest] = [true, false].map((is) => some.filter((v) => (v.explainedBy === undefined) === is));
    return `${list(roots ?? [])}.${rest && rest.length > 0 ? ` Of that comes: ${list(rest)}.` : ""}`;
  };
  if (health === "at-risk") return `At risk: ${reasons(those("mechanism", "risk"))}`;
  const causes = those("mechanism", "run");
  const why = causes.length > 0 ? `Because: ${reasons(causes)}` : "No cause was measured.";
  return `Failing: ${list(those("symptom", "run"))}. ${why}`;
}

/** What one batch says of a configuration. */
export function preflightPage(
  name: string,
  task: Task,
  made: Preflight,
  seconds: number,
  style: Style,
  { peers = false }: { readonly peers?: boolean } = {},
): string {
  const { verdicts, passes } = made;
  const cost = `one batch, no training: ${passes} ${passes === 1 ? "pass" : "passes"}, ${significant(seconds, 2)} s with compiling`;
  const lines = [wrapped(`${task.name}, ${name}`, style.width), wrapped(cost, style.width)];
  const parts = [lines.join("\n"), wrapped(predictionOf(made), style.width)];
  if (verdicts.length > 0) parts.push(verdictList(verdicts, style));
  if (made.tried.length > 0 || made.least) parts.push(triedTable(made, style));
  if (peers) parts.push(peerPanel(made.opinions, style));
  return parts.join("\n\n");
}

/** What one batch predicts, in a sentence. */
export function predictionOf({ prediction, facts, verdicts, health }: Preflight): string {
  const lag = facts.lag.max;
  const lost = verdicts.find(
    ({ rule, severity }) => severity === "fail" && (rule === "vanishing" || rule === "short-window"),
  );
  const reason = verdicts.find(({ rule }) => rule === lost?.explainedBy);
  if (!prediction) return health === "healthy" ? "Healthy." : healthLine({ health, verdicts });
  const left = fromLog10(prediction.log10);
  const where = `${left} of the gradient of the answer is left ${prediction.back} steps back`;
  if (lost)
    return `This configuration cannot learn over a lag of ${lag}: ${where}${reason ? `, because ${reason.title}` : ""}.`;
  if (health === "healthy") return `Healthy: ${where}.`;
  return `${healthLine({ health, verdicts })} ${where[0]?.toUpperCase()}${where.slice(1)}.`;
}

function triedTable({ tried, least, prediction, facts }: Preflight, style: Style): string {
  const rows = [
    ["as it is", prediction ? fromLog10(prediction.log10) : "-"],
    ...tried.map(({ advice, log10 }) => [advice.options, fromLog10(log10)]),
  ];
  const drawn = table(["the same batch with", `left after ${facts.lag.max} steps`], rows, style);
  if (!least) return drawn;
  const answer = least.least
    ? `Smallest ${least.option} that leaves ${ENOUGH}: ${significant(least.least.value, 2)}, which leaves ${fromLog10(least.least.log10)}.`
    : `No ${least.option} leaves ${ENOUGH}, as far as was tried.`;
  return `${drawn}\n${wrapped(answer, style.width)}`;
}

/** What the formulas of other monitors say, side by side. */
export function peerPanel(opinions: readonly Opinion[], style: Style): string {
  const word = ({ fires }: Opinion) => (fires === undefined ? "-" : fires ? "FIRES" : "silent");
  const systems = [...new Set(opinions.map(({ system }) => system))];
  const rows = systems.flatMap((system) => [
    [system, "", "", ""],
    ...opinions
      .filter((o) => o.system === system)
      .map((o) => [
        `  ${o.rule}`,
        `${o.formula} ${o.threshold}`,
        o.value === undefined ? "-" : significant(o.value, 2),
        word(o),
      ]),
  ]);
  const silent = opinions.filter(({ fires }) => fires === undefined);
  const reasons = [...new Set(silent.map(({ why }) => why ?? ""))].filter(Boolean);
  const note = silent.length > 0 ? `\n${wrapped(`-: ${reasons.join("; ")}.`, style.width)}` : "";
  return `What other monitors would have said\n${table(["", "fires when", "value", ""], rows, style)}${note}`;
}

/** A diagnosis of a run that is over. */
export function diagnosisPage(diagnosis: Diagnosis, opinions: readonly Opinion[], style: Style): string {
  const { verdicts } = diagnosis;
  return [
    wrapped(healthLine(diagnosis), style.width),
    ...(verdicts.length > 0 ? [verdictList(verdicts, style)] : []),
    peerPanel(opinions, style),
  ].join("\n\n");
}

/** What a run that is over is told in two lines: nothing where nothing is wrong that its outcome does not say. */
export function shortDiagnosis(
  diagnosis: Diagnosis,
  id: string | undefined,
  style: Style,
): string | undefined {
  const heavy = diagnosis.verdicts.filter(
    ({ standing, severity, holds, rule }) =>
      standing === "run" && severity !== "info" && rule !== "unsolved" && holds,
  );
  if (heavy.length === 0) return undefined;
  const options = [...new Set(heavy.flatMap(({ advice }) => advice.map((one) => one.options)))].slice(0, 3);
  const advice = options.length > 0 ? ` Try ${options.join(", or ")}.` : "";
  const more = id === undefined ? "" : ` hindsight diagnose ${id} says more.`;
  return wrapped(healthLine(diagnosis) + advice + more, style.width);
}
