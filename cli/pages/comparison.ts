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
    style,
  );
}

function comparisonTable(
  first: string,
  made: readonly { readonly name: string; readonly comparison: Comparison }[],
  style: Style,
): string {
  const head = [`against ${first}`, "steps", "95 %", "solved", "sooner", "95 %", "loss"];
  const rows = made.map(({ name, comparison: { steps, success, improvement, lossRatio } }) => [
    name,
    signed(steps.value),
    range(steps, signed),
    `${signed(100 * success.value)} %`,
    percent(improvement.value),
    range(improvement, percent),
    Number.isNaN(lossRatio.value) ? "-" : `× ${significant(lossRatio.value, 2)}`,
  ]);
  const cautions = [...new Set(made.flatMap(({ comparison }) => comparison.cautions))];
  const notes = [
    `Pairs of equal seed. steps: difference of the mean steps to solve. solved: difference of the share. sooner: probability of solving sooner, a tie counts one half. loss: median ratio of the final losses.`,
    `${made.length} comparisons: of so many intervals one in twenty misses by chance alone.`,
    ...cautions,
  ];
  return [table(head, rows, style), ...notes.map((note) => wrapped(note, style.width))].join("\n");
}

function signed(x: number): string {
  if (Number.isNaN(x)) return "-";
  return `${x > 0 ? "+" : x < 0 ? "-" : ""}${count(Math.abs(Math.round(x)))}`;
}

const percent = (share: number): string => (Number.isNaN(share) ? "-" : `${Math.round(100 * share)} %`);

function range({ interval }: Estimate, show: (x: number) => string): string {
  return interval ? `${show(interval.low)} .. ${show(interval.high)}` : "-";
}
