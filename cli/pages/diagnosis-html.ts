import type { Advice, Diagnosis, Opinion, Verdict } from "../../src/diagnose/index.js";
import type { Task } from "../../src/lab/index.js";
import type { Profile } from "../../src/probe/index.js";
import {
  count,
  element,
  fromLog10,
  type Html,
  htmlPage,
  htmlTable,
  significant,
  svgChart,
  topState,
} from "../../src/report/index.js";
import type { Preflight } from "../diagnosis/preflight.js";
import type { Told } from "../follow.js";
import { healthLine, predictionOf } from "./diagnosis.js";

/** The diagnosis of a run as a page of its own, with its charts. */
export function runReport(
  id: string,
  task: Task,
  told: Told,
  diagnosis: Diagnosis,
  opinions: readonly Opinion[],
): string {
  const { profileAtStart, profileAtEnd, end, losses, evaluations } = told;
  const profiles = [
    { name: "before training", profile: profileAtStart },
    { name: `after ${count(end.step)} steps`, profile: profileAtEnd },
  ].flatMap(({ name, profile }) => (profile ? [{ name, profile }] : []));
  const lossOf = (name: string, points: Told["losses"]) => ({
    name,
    points: points.map(({ x, y }) => ({ x, y: Math.log10(y) })),
  });
  const loss = svgChart({
    title: "Loss while training",
    xTitle: "step",
    scale: "log10",
    series: [
      lossOf("training batches", losses),
      ...(evaluations.length > 0 ? [lossOf("evaluation", evaluations)] : []),
    ],
    references: [{ name: "remembering nothing", y: Math.log10(task.baseline) }],
  });
  return htmlPage(
    `Diagnosis of ${id}`,
    element("p", {}, `${told.name} on ${task.name}: ${end.status} after ${count(end.step)} steps.`),
    element("p", {}, element("strong", {}, healthLine(diagnosis))),
    loss,
    profileSvg(profiles),
    ...verdictsOf(diagnosis.verdicts),
    ...peers(opinions),
  );
}

/** The diagnosis of configurations before any training as a page of its own. */
export function preflightReport(
  task: Task,
  made: readonly { readonly name: string; readonly preflight: Preflight }[],
): string {
  const charts = profileSvg(made.map(({ name, preflight: { profile } }) => ({ name, profile })));
  const parts = made.flatMap(({ name, preflight }) => [
    element("h2", {}, name),
    element("p", {}, element("strong", {}, predictionOf(preflight))),
    ...triedTable(preflight),
    ...verdictsOf(preflight.verdicts, 3),
    ...peers(preflight.opinions),
  ]);
  return htmlPage(`Diagnosis before training: ${task.name}`, charts, ...parts);
}

function profileSvg(profiles: readonly { readonly name: string; readonly profile: Profile }[]): Html {
  const series = profiles.flatMap(({ name, profile }) => {
    const top = topState(profile);
    return top ? [{ name, points: top.log10.map((y, t) => ({ x: t + 1, y })) }] : [];
  });
  if (series.length === 0)
    return element("p", {}, "No layer has a state: there is no gradient through time.");
  return svgChart({ title: "Gradient through time", xTitle: "time step t", scale: "log10", series });
}

function triedTable({ tried, prediction, least, facts }: Preflight): Html[] {
  if (tried.length === 0) return [];
  const rows = [
    ["as it is", prediction ? fromLog10(prediction.log10) : "-"],
    ...tried.map(({ advice, log10 }) => [advice.options, fromLog10(log10)]),
    ...(least?.least
      ? [
          [
            `smallest ${least.option} with enough: ${significant(least.least.value, 2)}`,
            fromLog10(least.least.log10),
          ],
        ]
      : []),
  ];
  return [htmlTable(["the same batch with", `left after ${facts.lag.max} steps`], rows)];
}

function verdictsOf(verdicts: readonly Verdict[], level = 2): Html[] {
  if (verdicts.length === 0) return [];
  return [element(`h${level}`, {}, "Verdicts"), ...verdicts.map(verdictHtml)];
}

function verdictHtml({
  severity,
  title,
  place,
  sentence,
  rule,
  value,
  log10,
  threshold,
  standing,
  step,
  holds,
  explainedBy,
  advice,
}: Verdict): Html {
  const seen = log10 === undefined ? significant(value) : fromLog10(log10);
  const facts = `${severity}, ${standing}; rule ${rule}: ${seen}, threshold ${significant(threshold)}; since step ${count(step)}${holds ? "" : ", and no more"}${explainedBy === undefined ? "" : `; comes of ${explainedBy}`}`;
  const item = ({ options, why }: Advice) => element("li", {}, element("code", {}, options), ` ${why}`);
  return element(
    "div",
    { class: `verdict ${severity}` },
    element("strong", {}, `${title}${place === undefined ? "" : ` (${place})`}`),
    element("div", {}, sentence),
    element("div", { class: "small" }, facts),
    ...(advice.length > 0 ? [element("ul", {}, ...advice.map(item))] : []),
  );
}

function peers(opinions: readonly Opinion[]): Html[] {
  const says = ({ fires, why }: Opinion) =>
    fires === undefined ? `nothing: ${why ?? ""}` : fires ? "fires" : "silent";
  const rows = opinions.map((o) => [
    o.system,
    o.rule,
    `${o.formula} ${o.threshold}`,
    o.value === undefined ? "-" : significant(o.value, 2),
    says(o),
  ]);
  return [
    element("h3", {}, "What other monitors would have said"),
    htmlTable(["system", "rule", "fires when", "value", "says"], rows),
  ];
}
