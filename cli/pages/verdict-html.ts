import {
  type Advice,
  applied,
  type Diagnosis,
  type Opinion,
  rules,
  type Verdict,
} from "../../src/diagnose/index.js";
import { type Experiment, parseExperiment } from "../../src/lab/index.js";
import {
  commandLine,
  details,
  element,
  fromLog10,
  type Html,
  htmlTable,
  significant,
} from "../../src/report/index.js";
import type { Preflight } from "../diagnosis/preflight.js";
import { quoted, wordsFor } from "../options/words.js";
import {
  adviceOnce,
  cannotLearn,
  capital,
  leastSentence,
  openingOf,
  peerSummary,
  titleOf,
  verdictFacts,
} from "./diagnosis.js";

const MARKS = { fail: "✗", warn: "!", good: "✓" } as const;

type Tone = keyof typeof MARKS;

/** The word for a diagnosis before or after training, and its colour. */
export function judgement({ health, verdicts }: Diagnosis): { readonly word: string; readonly tone: Tone } {
  const { word } = openingOf({ health, verdicts });
  if (health === "healthy") return { word, tone: "good" };
  if (health === "at-risk" && cannotLearn({ verdicts })) return { word: "Cannot learn", tone: "fail" };
  return {
    word,
    tone: verdicts.some(({ severity, holds }) => severity === "fail" && holds) ? "fail" : "warn",
  };
}

/** The diagnosis in a word and a sentence. */
export function healthBox(diagnosis: Diagnosis, sentence: string): Html {
  const { word, tone } = judgement(diagnosis);
  const mark = element("span", { "aria-hidden": "true" }, `${MARKS[tone]} `);
  return element(
    "div",
    { class: `health ${tone}` },
    element("p", {}, element("strong", {}, mark, word)),
    element("p", {}, sentence),
  );
}

/** A heading within a configuration. */
export const part = (title: string): Html => element("h3", { class: "part" }, title);

/** What the advice that was tried leaves of the gradient. */
export function triedTable({ tried, prediction, least, facts }: Preflight): Html[] {
  if (tried.length === 0 && !least) return [];
  const rows = [
    ["as it is", prediction ? fromLog10(prediction.log10) : "-"],
    ...tried.map(({ advice, log10 }) => [commandLine(advice.options), fromLog10(log10)]),
  ];
  const title = "What the advice leaves, on the same batch";
  return [
    part(title),
    htmlTable(title, ["options", `gradient left ${facts.lag.max} steps back`], rows),
    ...(least ? [element("p", {}, leastSentence(least))] : []),
  ];
}

/** Worst first, each with its evidence and advice; no advice twice. */
export function verdictsOf(verdicts: readonly Verdict[], experiment: Experiment): Html[] {
  return adviceOnce(verdicts).map((verdict) => verdictHtml(verdict, experiment));
}

function verdictHtml(verdict: Verdict, experiment: Experiment): Html {
  const { severity, sentence, advice, holds } = verdict;
  const rule = rules.find(({ id }) => id === verdict.rule);
  const tone = holds ? severity : "info";
  return element(
    "article",
    { class: `verdict ${tone}` },
    element(
      "h3",
      {},
      element("span", { class: "tag" }, holds ? severity.toUpperCase() : "PAST"),
      " ",
      capital(titleOf(verdict)),
    ),
    element("p", {}, capital(sentence)),
    ...(advice.length > 0
      ? [
          element("p", {}, "What helps:"),
          element("ul", {}, ...advice.map((one) => adviceHtml(one, experiment))),
        ]
      : []),
    details(
      verdictFacts(verdict),
      ...(rule
        ? [
            element("p", { class: "soft" }, `Formula: ${rule.formula}.`),
            element("p", { class: "soft" }, `Source: ${rule.source}.`),
          ]
        : []),
    ),
  );
}

function adviceHtml(advice: Advice, experiment: Experiment): Html {
  const treated = parseExperiment(applied(experiment, advice));
  return element("li", {}, commandLine(advice.options), ` ${advice.why}`, ...trainCommand(treated));
}

/** The command line that trains an experiment, where options say it. */
export function trainCommand(experiment: Experiment): Html[] {
  const words = wordsFor(experiment);
  return words
    ? [element("div", { class: "command" }, commandLine(`hindsight train ${words.map(quoted).join(" ")}`))]
    : [];
}

/** What other monitors say, in a sentence, and rule by rule when asked. */
export function peers(opinions: readonly Opinion[], heading: "h2" | "h3"): Html[] {
  const says = ({ fires, why }: Opinion): Html | string =>
    fires === undefined
      ? `cannot say: ${why ?? ""}`
      : fires
        ? element("span", { class: "tone fail" }, "fires")
        : "silent";
  const rows = opinions.map((o) => [
    o.system,
    o.rule,
    `${o.formula} ${o.threshold}`,
    o.value === undefined ? "-" : significant(o.value, 2),
    says(o),
  ]);
  const title = "What other monitors would have said";
  return [
    element(heading, heading === "h3" ? { class: "part" } : {}, title),
    element("p", {}, peerSummary(opinions)),
    details("Every rule", htmlTable(title, ["system", "rule", "fires when", "value", "says"], rows)),
  ];
}
