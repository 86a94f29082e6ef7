import { comparisonSentence, count, type Style, significant, table } from "../../src/report/index.js";
import { type Comparison, compareSettings, type Estimate } from "../../src/stats/index.js";
import { wrapped } from "../text.js";
import { labelsOf, type Summed } from "./summed.js";

/** Comparisons that are told in sentences; more make a table. */
const MOST_SENTENCES = 2;

/** Every other setting against the first, in pairs of equal seeds. */
export function comparisons(settings: readonly Summed[], style: Style): string {
  const [first, ...others] = settings;
  if (!first) return "";
  const made = others.map((other) => ({
    name: other.setting.name,
    comparison: compareSettings(other.outcomes, first.outcomes),
  }));
  const b = first.setting.name;
  if (made.length <= MOST_SENTENCES)
    return made
      .map(({ name, comparison }) => comparisonSentence({ a: name, b }, comparison, style))
      .join("\n\n");
  const [label = "", ...labels] = labelsOf(settings, style);
  return comparisonTable(
    label,
    made.map(({ comparison }, i) => ({ name: labels[i] ?? "", comparison })),
    settings,
    style,
  );
}

/** Stands below the table of the settings, which has said its cautions. */
function comparisonTable(first: string, made: Made, settings: readonly Summed[], style: Style): string {
  const hasSolved = settings.some(({ summary }) => summary.counts.solved > 0);
  const drawn = hasSolved ? stepsAndLoss(first, made, style) : lossAlone(first, made, style);
  const said = new Set(settings.flatMap(({ summary }) => summary.cautions));
  const cautions = new Set(made.flatMap(({ comparison }) => comparison.cautions));
  const notes = [
    `Pairs of equal seed. ${hasSolved ? "steps: difference of the mean steps to solve. solved: difference of the share. sooner: probability of solving sooner, a tie counts one half. " : "No run solved. "}loss: median ratio of the final losses.`,
    `${made.length} comparisons: of so many intervals one in twenty misses by chance alone.`,
    ...[...cautions].filter((caution) => !said.has(caution)),
  ];
  return [drawn, ...notes.map((note) => wrapped(note, style.width))].join("\n");
}

type Made = readonly { readonly name: string; readonly comparison: Comparison }[];

function stepsAndLoss(first: string, made: Made, style: Style): string {
  const head = [`against ${first}`, "steps", "95 %", "solved", "sooner", "95 %", "loss"];
  const rows = made.map(({ name, comparison: { steps, success, improvement, lossRatio } }) => [
    name,
    signed(steps.value),
    range(steps, signed),
    `${signed(100 * success.value)} %`,
    percent(improvement.value),
    range(improvement, percent),
    times(lossRatio),
  ]);
  return table(head, rows, style);
}

/** Where no run solved, steps say nothing. */
function lossAlone(first: string, made: Made, style: Style): string {
  const rows = made.map(({ name, comparison: { lossRatio } }) => [
    name,
    times(lossRatio),
    range(lossRatio, (x) => significant(x)),
  ]);
  return table([`against ${first}`, "loss", "95 %"], rows, style);
}

const times = ({ value }: Estimate): string => (Number.isNaN(value) ? "-" : `× ${significant(value)}`);

function signed(x: number): string {
  if (Number.isNaN(x)) return "-";
  return `${x > 0 ? "+" : x < 0 ? "-" : ""}${count(Math.abs(Math.round(x)))}`;
}

const percent = (share: number): string => (Number.isNaN(share) ? "-" : `${Math.round(100 * share)} %`);

function range({ interval }: Estimate, show: (x: number) => string): string {
  return interval ? `${show(interval.low)} .. ${show(interval.high)}` : "-";
}
