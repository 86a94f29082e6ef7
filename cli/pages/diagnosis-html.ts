import type { Diagnosis, Opinion } from "../../src/diagnose/index.js";
import type { Experiment, Task } from "../../src/lab/index.js";
import { count, element, fromLog10, type Html, htmlPage, htmlTable, plates } from "../../src/report/index.js";
import type { Preflight } from "../diagnosis/preflight.js";
import type { Told } from "../follow.js";
import { quoted } from "../options/words.js";
import { capital, healthLine, predictionOf } from "./diagnosis.js";
import { probePlates, profilePlates, runCharts } from "./diagnosis-plates.js";
import type { Taken } from "./probe-charts.js";
import { healthBox, judgement, part, peers, trainCommand, triedTable, verdictsOf } from "./verdict-html.js";

/** What a page on a run is made of. */
export interface RunReport {
  readonly id: string;
  /** Of Hindsight. */
  readonly version: string;
  readonly task: Task;
  readonly experiment: Experiment;
  readonly told: Told;
  readonly probes: readonly Taken[];
  readonly diagnosis: Diagnosis;
  readonly opinions: readonly Opinion[];
}

/** The diagnosis of a run as a page of its own: verdicts, then the charts of what was measured. */
export function runReport(made: RunReport): string {
  const { id, version, task, experiment, told, probes, diagnosis, opinions } = made;
  const { end } = told;
  const about = `${told.name} on ${taskName(task)}, seed ${experiment.seed}: ${end.status} after ${count(end.step)} of ${count(experiment.steps)} steps.`;
  const hasAdvice = diagnosis.verdicts.some(({ advice }) => advice.length > 0);
  return htmlPage(
    `Diagnosis of ${id}`,
    element("p", { class: "soft" }, about),
    ...trainCommand(experiment),
    healthBox(diagnosis, withoutWord(healthLine(diagnosis))),
    ...(diagnosis.verdicts.length > 0 ? [element("h2", {}, "Verdicts")] : []),
    ...verdictsOf(diagnosis.verdicts, experiment),
    ...(hasAdvice
      ? [command(`treat ${quoted(id)}`, "tries each of these cures alone and ranks them by effect.")]
      : []),
    ...(end.nonFinite
      ? [command(`replay ${quoted(id)}`, "makes the step again and shows the operation that broke.")]
      : []),
    element("h2", {}, "What was measured"),
    plates(runCharts(task, experiment, told, probes)),
    ...(probes.length > 0 || end.step === 0 ? [] : [probeHint]),
    ...peers(opinions, "h2"),
    footer(version),
  );
}

const command = (words: string, does: string): Html =>
  element("p", {}, element("code", {}, `hindsight ${words}`), ` ${does}`);

const probeHint = element(
  "p",
  { class: "soft" },
  "A run trained with ",
  element("code", {}, "--probe every=100"),
  " shows here where the decay comes from, too.",
);

/** The diagnosis of configurations before any training as a page of its own. */
export function preflightReport(
  task: Task,
  made: readonly { readonly name: string; readonly experiment: Experiment; readonly preflight: Preflight }[],
  version: string,
): string {
  const profiles = made.map(({ name, preflight: { profile } }) => ({ name, profile }));
  const isOne = made.length === 1;
  const lag = made[0]?.preflight.facts.lag.max;
  const rows = made.map(({ name, preflight }, i) => {
    const { word, tone } = judgement(preflight);
    return [
      element("a", { href: `#c${i + 1}` }, name),
      preflight.prediction ? fromLog10(preflight.prediction.log10) : "-",
      element("span", { class: `tone ${tone}` }, word),
    ];
  });
  const head = ["configuration", `gradient left ${lag} steps back`, "judgement"];
  return htmlPage(
    `Diagnosis before training: ${taskName(task)}`,
    element("p", { class: "soft" }, "One batch through each network, nothing trained."),
    ...(isOne ? [] : [htmlTable("Configurations", head, rows), plates(profilePlates(profiles))]),
    ...made.flatMap(({ name, experiment, preflight }, i) => [
      element("h2", { id: `c${i + 1}` }, name),
      ...trainCommand(experiment),
      healthBox(preflight, withoutWord(predictionOf(preflight))),
      ...verdictsOf(preflight.verdicts, experiment),
      ...triedTable(preflight),
      part("What was measured"),
      plates([...(isOne ? profilePlates(profiles) : []), ...probePlates(preflight.probe, "")]),
      ...peers(preflight.opinions, "h3"),
    ]),
    footer(version),
  );
}

/** A sentence whose first word stands above it. */
const withoutWord = (sentence: string): string =>
  capital(sentence.replace(/^(Healthy|At risk|Failing): /, ""));

const taskName = ({ name, options }: Task): string =>
  [name, ...Object.entries(options).map(([key, value]) => `${key} ${String(value)}`)].join(", ");

const footer = (version: string): Html =>
  element(
    "footer",
    { class: "soft" },
    "h and c are states of a cell, (h,c) all of them as one vector; 0.U is the matrix U of the lowest layer. ",
    `Written by hindsight ${version}. `,
    element("code", {}, "hindsight rules"),
    " lists every rule with its formula, thresholds and source.",
  );
