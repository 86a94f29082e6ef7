import { type Figure, labels, type Scores, type Share } from "../../benchmarks/index.js";
import { rules } from "../../src/diagnose/index.js";
import { type Style, significant, table } from "../../src/report/index.js";
import { wrapped } from "../text.js";

/** What a run-level verdict is asked for. */
const ENOUGH = 0.9;

const SHORT = {
  healthy: "well",
  vanishing: "van",
  exploding: "expl",
  dead: "dead",
  saturated: "sat",
  "rate-high": "high",
  "rate-low": "low",
  "bad-init": "init",
  "clipped-away": "clip",
} as const satisfies Record<(typeof labels)[number], string>;

/** The corpus, the figures of the half that chose nothing, the sweeps of the other. */
export function calibrationPage(
  { kept, verdicts, rules: ofRules, first, peers, sweeps }: Scores,
  style: Style,
): string {
  const line = (text: string) => wrapped(text, style.width);
  const notAlone = verdicts.filter(({ strict }) => isShort(strict)).map(({ what }) => what);
  const notFirst = first.flatMap(({ what, precision, recall }) =>
    recall && (isShort(precision) || isShort(recall)) ? [{ what, precision, recall }] : [],
  );
  const short = verdicts.filter(({ precision, recall }) => isShort(precision) || isShort(recall));
  return [
    line("The corpus: runs made, and those that are what their label says."),
    table(
      ["", "configurations", "runs", "kept"],
      kept.map((k) => [k.label, String(k.configurations), String(k.made), String(k.kept)]),
      style,
    ),
    "",
    line(
      "Run-level verdicts, even seeds, 95 % intervals. Precision: of the runs where it fired, those of the label or of one that brings it about; strict: of the label alone.",
    ),
    figures(verdicts, style),
    line(
      short.length === 0
        ? "Precision and recall are at least 0.9 everywhere."
        : `Below 0.9: ${short.map((f) => `${f.what} (${shortfall(f)})`).join(", ")}.`,
    ),
    line(
      notAlone.length === 0
        ? "So is strict precision."
        : `Strict precision below 0.9: ${notAlone.join(", ")}.`,
    ),
    "",
    line(
      "The mechanism that is named first, even seeds, by fault and by rule. Precision: of the runs where it is the first, those of the label alone.",
    ),
    table(
      ["", "precision", "95 %", "first in", "recall", "95 %"],
      first.map(({ what, precision, recall }) => [
        what,
        ofShare(precision),
        interval(precision),
        String(precision.n),
        recall ? ofShare(recall) : "",
        recall ? interval(recall) : "",
      ]),
      style,
    ),
    line(
      notFirst.length === 0
        ? "As the first verdict every fault has a precision and a recall of at least 0.9."
        : `Below 0.9 as the first: ${notFirst.map((f) => `${f.what} (${shortfall(f)})`).join(", ")}.`,
    ),
    "",
    line("Rules, even seeds."),
    figures(ofRules, style),
    "",
    line("Formulas of other monitors on the same runs, even seeds; fired at any measurement."),
    table(
      ["", "precision", "recall", "95 %", "n"],
      peers.map(({ what, precision, recall }) => [
        what,
        ofShare(precision),
        ofShare(recall),
        interval(recall),
        String(recall.n),
      ]),
      style,
    ),
    "",
    line(
      "Thresholds, odd seeds: percent of the runs of each label where the rule tells of the run; * the default.",
    ),
    table(
      ["", ...labels.map((label) => SHORT[label])],
      sweeps.flatMap(({ rule, name, values }) =>
        values.map(({ value, fired }) => [
          `${rule}.${name} ${significant(value)}${defaultOf(rule, name) === value ? " *" : ""}`,
          ...labels.map((label) => percent(fired[label])),
        ]),
      ),
      style,
    ),
  ].join("\n");
}

const figures = (all: readonly Figure[], style: Style): string =>
  table(
    ["", "precision", "95 %", "strict", "recall", "95 %", "n"],
    all.map(({ what, precision, strict, recall }) => [
      what,
      ofShare(precision),
      interval(precision),
      ofShare(strict),
      ofShare(recall),
      interval(recall),
      String(recall.n),
    ]),
    style,
  );

const defaultOf = (rule: string, name: string) => rules.find(({ id }) => id === rule)?.thresholds[name];
const percent = ({ k, n }: Share): string => (n === 0 ? "-" : String(Math.round((100 * k) / n)));
const isShort = ({ k, n }: Share): boolean => n > 0 && k / n < ENOUGH;
const shortfall = ({ precision, recall }: Pick<Figure, "precision" | "recall">): string =>
  [
    isShort(precision) ? `precision ${ofShare(precision)}` : "",
    isShort(recall) ? `recall ${ofShare(recall)}` : "",
  ]
    .filter((text) => text !== "")
    .join(", ");
const ofShare = ({ k, n }: Share): string => (n === 0 ? "-" : (k / n).toFixed(2));
const interval = ({ n, low, high }: Share): string =>
  n === 0 ? "-" : `${low.toFixed(2)}-${high.toFixed(2)}`;
