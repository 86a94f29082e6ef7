import type { Diagnosis, Opinion, Verdict } from "../../src/diagnose/index.js";
import type { Task } from "../../src/lab/index.js";
import { count, fromLog10, painter, type Style, significant, table } from "../../src/report/index.js";
import { ENOUGH, type Preflight } from "../diagnosis/preflight.js";
import { wrapped } from "../text.js";
import { letters } from "./blackbox.js";

/** Verdicts with their advice, worst first; no advice twice. */
export const verdictList = (verdicts: readonly Verdict[], style: Style): string =>
  adviceOnce(verdicts)
    .map((verdict) => verdictText(verdict, style))
    .join("\n\n");

/** The verdicts, without the advice that an earlier one gives. */
export function adviceOnce(verdicts: readonly Verdict[]): Verdict[] {
  const said = new Set<string>();
  return verdicts.map((verdict) => {
    const advice = verdict.advice.filter(({ options }) => !said.has(options));
    for (const { options } of advice) said.add(options);
    return { ...verdict, advice };
  });
}

const INDENT = "      ";

function verdictText(verdict: Verdict, style: Style): string {
  const { severity, sentence, advice, holds } = verdict;
  const head = `${(holds ? severity.toUpperCase() : "PAST").padEnd(INDENT.length)}${titleOf(verdict)}`;
  const body = [
    letters(capital(sentence), style),
    verdictFacts(verdict),
    ...advice.map(({ options, why }) => `try ${options}: ${why}`),
  ];
  return [painter(style).bold(wrapped(head, style.width)), ...body.map((line) => indented(line, style))].join(
    "\n",
  );
}

/** What a verdict says, and of what. */
export const titleOf = ({ title, place }: Verdict): string =>
  place === undefined ? title : `${title} ${place.startsWith("(") ? place : `(${place})`}`;

/** The rule, what it measured, and when it held. */
export function verdictFacts(verdict: Verdict): string {
  const { rule, threshold, standing, explainedBy } = verdict;
  const kind = { note: "", risk: "; a risk", run: "" }[standing];
  const comes = explainedBy === undefined ? "" : `; comes of ${explainedBy}`;
  return `rule ${rule}: measured ${seenOf(verdict)}, threshold ${significant(threshold)}${kind}${whenOf(verdict)}${comes}`;
}

const seenOf = ({ log10, value }: Verdict): string =>
  log10 === undefined ? significant(value) : fromLog10(log10);

/** Nothing for what has held from the start. */
function whenOf({ step, last, holds }: Verdict): string {
  if (!holds) return `; held from step ${count(step)} to ${count(last)}`;
  return step === 0 ? "" : `; since step ${count(step)}`;
}

/** A sentence begins with a capital letter. */
export const capital = (sentence: string): string => sentence.slice(0, 1).toUpperCase() + sentence.slice(1);

function indented(text: string, style: Style): string {
  return wrapped(text, style.width - INDENT.length)
    .split("\n")
    .map((line) => INDENT + line)
    .join("\n");
}

/** Whether somebody who waits for a run wants to know at once. */
export const isUrgent = ({ severity, role, rule }: Verdict): boolean =>
  severity !== "info" && role !== "note" && rule !== "unsolved";

/** A line for a verdict that first holds while a run goes on. */
export function noticeOf(verdict: Verdict, { width }: Style): string {
  const { severity, step, title, threshold } = verdict;
  const seen = `(${seenOf(verdict)}, threshold ${significant(threshold)})`;
  return wrapped(`step ${count(step)}: ${severity}: ${title} ${seen}`, width);
}

/** A diagnosis in a word, what is wrong, why, and what else comes of it. */
export function openingOf({ health, verdicts }: Pick<Diagnosis, "health" | "verdicts">): {
  readonly word: "Healthy" | "At risk" | "Failing";
  readonly what: readonly string[];
  readonly why: readonly string[];
  readonly comes: readonly string[];
} {
  if (health === "healthy") return { word: "Healthy", what: [], why: [], comes: [] };
  const heavy = verdicts.filter(({ severity, standing }) => severity !== "info" && standing !== "note");
  const those = (of: Verdict["role"], standing: Verdict["standing"]) =>
    heavy.filter((v) => v.role === of && v.standing === standing && v.holds);
  const titles = (some: readonly Verdict[]) => some.map(({ title }) => title);
  const roots = (some: readonly Verdict[]) => titles(some.filter((v) => v.explainedBy === undefined));
  const comes = (some: readonly Verdict[]) => titles(some.filter((v) => v.explainedBy !== undefined));
  const [risks, causes] = [those("mechanism", "risk"), those("mechanism", "run")];
  if (health === "at-risk") return { word: "At risk", what: roots(risks), why: [], comes: comes(risks) };
  const what = titles(those("symptom", "run"));
  return { word: "Failing", what, why: roots(causes), comes: comes(causes) };
}

/** The first line of a diagnosis: what fails, and why. */
export function healthLine(diagnosis: Pick<Diagnosis, "health" | "verdicts">): string {
  const { word, what, why, comes } = openingOf(diagnosis);
  if (word === "Healthy") return "Healthy: nothing was found that makes it fail.";
  const because =
    word === "At risk" ? "" : why.length > 0 ? ` Because: ${why.join("; ")}.` : " No cause was measured.";
  const rest = comes.length > 0 ? ` Of that comes: ${comes.join("; ")}.` : "";
  return `${word}: ${what.join("; ")}.${because}${rest}`;
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
  parts.push(peerPart(made.opinions, peers, style));
  return parts.join("\n\n");
}

/** The verdict that nothing arrives at the lag that the task asks for. */
const fatal = ({ verdicts }: Pick<Diagnosis, "verdicts">): Verdict | undefined =>
  verdicts.find(
    ({ rule, severity }) => severity === "fail" && (rule === "vanishing" || rule === "short-window"),
  );

export const cannotLearn = (diagnosis: Pick<Diagnosis, "verdicts">): boolean =>
  fatal(diagnosis) !== undefined;

function leftText({ log10, back }: NonNullable<Preflight["prediction"]>): string {
  const gradient = "the gradient of the answer";
  if (log10 === Number.NEGATIVE_INFINITY) return `nothing of ${gradient} is left ${back} steps back`;
  const size = fromLog10(log10);
  return log10 >= 1
    ? `${gradient} is ${size} times as large ${back} steps back`
    : `${size} of ${gradient} is left ${back} steps back`;
}

/** What one batch predicts, in a sentence. */
export function predictionOf({ prediction, facts, verdicts, health }: Preflight): string {
  const lag = facts.lag.max;
  if (!prediction) return healthLine({ health, verdicts });
  const where = leftText(prediction);
  const lost = fatal({ verdicts });
  const reason = verdicts.find(({ rule }) => rule === lost?.explainedBy);
  if (lost)
    return `This configuration cannot learn over a lag of ${lag}: ${where}${reason ? `, because ${reason.title}` : ""}.`;
  if (health === "healthy") return `Healthy: ${where}.`;
  return `${healthLine({ health, verdicts })} ${capital(where)}.`;
}

function triedTable({ tried, least, prediction, facts }: Preflight, style: Style): string {
  const rows = [
    ["as it is", prediction ? fromLog10(prediction.log10) : "-"],
    ...tried.map(({ advice, log10 }) => [advice.options, fromLog10(log10)]),
  ];
  const drawn = table(["the same batch with", `left after ${facts.lag.max} steps`], rows, style);
  if (!least) return drawn;
  return `${drawn}\n${wrapped(leastSentence(least), style.width)}`;
}

/** The smallest value of an option that leaves enough. */
export const leastSentence = ({ option, least }: NonNullable<Preflight["least"]>): string =>
  least
    ? `Smallest ${option} that leaves ${ENOUGH}: ${significant(least.value, 2)}, which leaves ${fromLog10(least.log10)}.`
    : `No ${option} leaves ${ENOUGH}, as far as was tried.`;

/** What the formulas of other monitors say, in a sentence. */
export function peerSummary(opinions: readonly Opinion[]): string {
  const firing = opinions.filter(({ fires }) => fires === true);
  const silent = opinions.filter(({ fires }) => fires === false).length;
  const mute = opinions.length - silent - firing.length;
  const names = firing.map(({ system, rule }) => `${rule} (${system})`).join(", ");
  const first = firing.length === 0 ? "No rule fires" : `${names} ${firing.length === 1 ? "fires" : "fire"}`;
  const systems = [...new Set(opinions.map(({ system }) => system))].join(", ");
  return `${first}; ${silent} ${silent === 1 ? "is" : "are"} silent and ${mute} cannot say, of the ${opinions.length} rules of ${systems}.`;
}

/** What other monitors say, in a sentence or rule by rule. */
const peerPart = (opinions: readonly Opinion[], everyRule: boolean, style: Style): string =>
  everyRule
    ? peerPanel(opinions, style)
    : wrapped(`Other monitors: ${peerSummary(opinions)} --peers shows them.`, style.width);

/** What the formulas of other monitors say, side by side. */
function peerPanel(opinions: readonly Opinion[], style: Style): string {
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
export function diagnosisPage(
  diagnosis: Diagnosis,
  opinions: readonly Opinion[],
  style: Style,
  { peers = false }: { readonly peers?: boolean } = {},
): string {
  const { verdicts } = diagnosis;
  return [
    wrapped(healthLine(diagnosis), style.width),
    ...(verdicts.length > 0 ? [verdictList(verdicts, style)] : []),
    peerPart(opinions, peers, style),
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
  const more = id === undefined ? "" : `\n\nhindsight diagnose ${id} says more.`;
  return wrapped(healthLine(diagnosis) + advice, style.width) + more;
}
