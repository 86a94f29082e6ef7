import type { Comparison, Estimate, Summary } from "../stats/index.js";
import { count, significant } from "./numbers.js";
import type { Style } from "./style.js";
import { table } from "./table.js";
import { wrap } from "./text.js";

/** A setting and what its runs say. */
export interface Setting {
  readonly name: string;
  readonly summary: Summary;
}

/**
 * Two tables, a row a setting: how often and how soon it solves, and what its runs ended with, each with its interval;
 * below them, what to keep in mind.
 */
export function summaryTable(settings: readonly Setting[], style: Style): string {
  const head = ["", "solved", "95 %", "mean steps", "95 %", "median", "95 %"];
  const rows = settings.map(({ name, summary: { counts, success, steps } }) => [
    name,
    `${counts.solved} of ${counts.counted}`,
    range(success, percent, " %"),
    whole(steps.restrictedMean.value),
    range(steps.restrictedMean, whole),
    whole(steps.median.value),
    range(steps.median, whole),
  ]);
  const tables = [table(head, rows, style), "", finalTable(settings, style)];
  return [...tables, "", ...notes(settings).map((note) => wrap(note, style))].join("\n");
}

/** A row a setting: the final loss, or another metric, of the runs that have one. */
export function finalTable(settings: readonly Setting[], style: Style, metric = "loss"): string {
  const head = [`final ${metric}`, "of runs", "IQM", "95 %", "median", "95 %"];
  const rows = settings.map(({ name, summary: { final, counts } }) => {
    const of = final[metric];
    if (!of || of.n === 0) return [name, `0 of ${counts.counted}`, "-", "-", "-", "-"];
    const { interquartileMean, median } = of;
    const middles = [interquartileMean, median].flatMap((one) => [
      significant(one.value),
      range(one, (x) => significant(x)),
    ]);
    return [name, `${of.n} of ${of.of}`, ...middles];
  });
  return table(head, rows, style);
}

/** One sentence over all settings: "lstm solves 5 of 5 (57-100 %), restricted mean 640 steps (600-690) up to 3000; ...". */
export function summarySentence(settings: readonly Setting[], style: Style): string {
  const clauses = settings.map(({ name, summary: { counts, success, steps } }) => {
    const { solved, counted, diverged } = counts;
    if (counted === 0) return `${name} has no run to count`;
    const share = `${name} solves ${solved} of ${counted} (${range(success, percent, " %")})`;
    const gone = diverged > 0 ? `, ${diverged} diverged` : "";
    if (solved === 0) return share + gone;
    const mean = withRange(
      `restricted mean ${whole(steps.restrictedMean.value)} steps`,
      steps.restrictedMean,
    );
    return `${share}${gone}, ${mean} up to ${whole(steps.upTo)}`;
  });
  return wrap(`${clauses.join("; ")}. Intervals are of 95 %.`, style);
}

/** Setting a against setting b, in one sentence and what to keep in mind. */
export function comparisonSentence(
  names: { readonly a: string; readonly b: string },
  { paired, pairs, steps, upTo, success, improvement, lossRatio, cautions }: Comparison,
  style: Style,
): string {
  const { a, b } = names;
  const fewer = paired && lossRatio.n < pairs ? ` of ${lossRatio.n} pairs` : "";
  const clauses = [
    `steps to solve ${given(steps, (x) => signed(x, whole))} up to step ${whole(upTo)}`,
    `share solved ${given(success, (x) => signed(x, percent))} percentage points`,
    `probability that ${a} solves sooner ${given(improvement, (x) => `${percent(x)} %`)}`,
    ...(lossRatio.n > 0 ? [`final loss${fewer} times ${given(lossRatio, (x) => significant(x, 2))}`] : []),
  ];
  const how = paired ? `${pairs} pairs of equal seed` : "independent runs";
  const said = [
    `${a} against ${b}, ${how}: ${clauses.join("; ")}.`,
    verdict(names, steps, improvement),
    ...cautions,
  ];
  return wrap(said.join(" "), style);
}

/**
 * What one may say of who is faster: something only where neither the difference in steps nor the probability leaves
 * it open. (Two runs can have nearly equal steps by chance, and then a narrow interval.)
 */
function verdict(
  { a, b }: { readonly a: string; readonly b: string },
  steps: Estimate,
  sooner: Estimate,
): string {
  const [difference, probability] = [steps.interval, sooner.interval];
  if (!difference || !probability) return "Which of the two is faster cannot be told.";
  if (difference.high < 0 && probability.low > 0.5) return `${a} is faster.`;
  if (difference.low > 0 && probability.high < 0.5) return `${b} is faster.`;
  return "The intervals leave open which of the two is faster.";
}

function notes(settings: readonly Setting[]): string[] {
  const upTo = [...new Set(settings.map(({ summary }) => summary.steps.upTo))].map(whole).join(" or ");
  const because = (what: string, pick: (summary: Summary) => Estimate | undefined) =>
    together(settings, ({ summary }) => {
      const { n = 0, reason } = pick(summary) ?? {};
      // Of a single run the cautions speak.
      return reason === undefined || n === 1 ? [] : [`No interval of the ${what}: ${reason}.`];
    });
  return [
    `Mean steps: restricted mean, a run not solved by step ${upTo} counted as ${upTo}. IQM: interquartile mean, that of the middle half.`,
    ...because("mean steps", ({ steps }) => steps.restrictedMean),
    ...because("final loss", ({ final }) => final.loss?.interquartileMean),
    ...together(settings, ({ summary }) => summary.cautions),
  ];
}

/** Every sentence once, with the names of the settings that it is about where it is not about all of them. */
function together(settings: readonly Setting[], say: (setting: Setting) => readonly string[]): string[] {
  const names = new Map<string, string[]>();
  for (const setting of settings)
    for (const text of say(setting)) names.set(text, [...(names.get(text) ?? []), setting.name]);
  return [...names].map(([text, about]) =>
    about.length === settings.length ? text : `${about.join(", ")}: ${text}`,
  );
}

const percent = (share: number): string => String(Math.round(100 * share));

function whole(steps: number): string {
  if (Number.isNaN(steps)) return "-";
  return Number.isFinite(steps) ? count(Math.round(steps)) : "never";
}

const signed = (x: number, show: (x: number) => string): string =>
  `${x > 0 ? "+" : x < 0 ? "-" : ""}${show(Math.abs(x))}`;

/** "600-690", or "-" where there is no interval. */
function range({ interval }: Estimate, show: (x: number) => string, unit = ""): string {
  return interval ? `${show(interval.low)}-${show(interval.high)}${unit}` : "-";
}

function withRange(text: string, estimate: Estimate): string {
  return estimate.interval ? `${text} (${range(estimate, whole)})` : text;
}

/** "-302 (-310 to -290)", or "-302 (no interval: ...)". */
function given({ value, interval, reason }: Estimate, show: (x: number) => string): string {
  if (Number.isNaN(value)) return `unknown (${reason})`;
  return `${show(value)} (${interval ? `${show(interval.low)} to ${show(interval.high)}` : `no interval: ${reason}`})`;
}
