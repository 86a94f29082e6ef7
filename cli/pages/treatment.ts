import type { Task } from "../../src/lab/index.js";
import {
  count,
  type Dots,
  dotChart,
  fromLog10,
  type Style,
  significant,
  table,
} from "../../src/report/index.js";
import { type Estimate, fewSeeds } from "../../src/stats/index.js";
import { definitions } from "../definitions.js";
import { type Effect, effectsOf } from "../diagnosis/effects.js";
import { type Treatment, type Treatments, UNTREATED } from "../diagnosis/treatments.js";
import { quoted, wordsFor } from "../options/words.js";
import { solvedLoss } from "../solved.js";
import { wrapped } from "../text.js";
import { leftOutLines } from "./cures.js";
import { dotsOf, loss, reachOfLag, steps } from "./figures.js";
import type { Summed } from "./summed.js";

/** What is going to be tried, and what of it starts from other weights. */
export function prescription(
  { treatments, leftOut }: Treatments,
  { seeds, steps }: { readonly seeds: number; readonly steps: number },
  style: Style,
): string {
  const rows = treatments.map(({ cure, advice, restarted }) => {
    const start = restarted === "all" ? "all" : named(restarted);
    const other = restarted.length === 0 ? "" : ` Starts otherwise: ${start}.`;
    return [cure, `${advice.options}: ${advice.why}.${other}`] as const;
  });
  const how = `${treatments.length === 1 ? "One treatment" : `${treatments.length} treatments, each alone,`} against none: ${seeds} ${seeds === 1 ? "seed" : "seeds"}, ${count(steps)} steps. Runs of a seed see the same sequences and start from the same weights, but for those that a treatment starts otherwise.`;
  return [
    wrapped(how, style.width),
    definitions(rows, style.width),
    ...(leftOut.length > 0 ? [leftOutLines(leftOut, style)] : []),
  ].join("\n\n");
}

const MOST_NAMES = 4;

function named(parameters: readonly string[]): string {
  if (parameters.length <= MOST_NAMES) return parameters.join(", ");
  return `${parameters.slice(0, MOST_NAMES - 1).join(", ")} and ${parameters.length - MOST_NAMES + 1} more`;
}

/** What every treatment did, ranked. */
export function treatmentPage(settings: readonly Summed[], task: Task, style: Style): string {
  const effects = effectsOf(settings, task);
  const untreated = settings.filter(({ setting }) => setting.name === UNTREATED);
  const ranked = effects.flatMap(({ cure }) => settings.filter(({ setting }) => setting.name === cure));
  const shown = untreated.length > 0 ? [...untreated, ...ranked] : settings;
  return [
    ...charts(shown, task, style),
    ...untreated.map((one) => effectTable(one, effects, style)),
    ...untreated.map((one) => notes(one, settings, effects, task, style)),
  ].join("\n\n");
}

function charts(settings: readonly Summed[], task: Task, style: Style): string[] {
  const hasReach = settings.some(({ ended }) => ended.some(({ done }) => done.reach));
  const solved = solvedLoss(task, settings[0]?.setting.experiment.criterion);
  const known = [
    { name: `baseline ${significant(task.baseline, 4)}`, loss: task.baseline },
    ...(solved === undefined ? [] : [{ name: `solved ${significant(solved)}`, loss: solved }]),
  ];
  const gradient = dotChart(
    {
      title: `Gradient ${task.lag.max} steps back relative to the last (${task.name})`,
      kinds: ["before training", "at the end"],
      scale: "log10",
      rows: settings.map((one) => ({
        name: one.setting.name,
        dots: [dotsOf(one, reachOfLag("start")), dotsOf(one, reachOfLag("end"))],
      })),
    },
    style,
  );
  const losses = dotChart(
    {
      title: "Final loss",
      kinds: ["median; lines: from the least to the greatest of the seeds"],
      scale: "log10",
      rows: settings.map((one) => ({ name: one.setting.name, dots: [dotsOf(one, loss)] })),
      references: known.map(({ name, loss }) => ({ name, x: Math.log10(loss) })),
    },
    style,
  );
  return [...(hasReach ? [gradient] : []), losses];
}

/** The untreated, and below what every cure makes of it: a line with the effects, a line with their intervals. */
function effectTable(untreated: Summed, effects: readonly Effect[], style: Style): string {
  const value = (dots: Dots | undefined, show: (x: number) => string) =>
    dots && !Number.isNaN(dots.middle) ? show(dots.middle) : "-";
  const { counts } = untreated.summary;
  const isSolved = 2 * counts.solved >= counts.counted && counts.counted > 0;
  const base = [
    UNTREATED,
    value(dotsOf(untreated, reachOfLag("start")), fromLog10),
    value(dotsOf(untreated, reachOfLag("end")), fromLog10),
    value(dotsOf(untreated, loss), (x) => significant(10 ** x)),
    isSolved ? value(dotsOf(untreated, steps), count) : "never",
    "",
  ];
  const rows = effects.flatMap(({ cure, before, after, loss: less, steps: sooner, time }) => [
    [
      cure,
      ...[before, after, less].map(({ value }) => (Number.isNaN(value) ? "-" : `× ${factor(value)}`)),
      Number.isNaN(sooner.value) ? "-" : signed(sooner.value),
      Number.isNaN(time) ? "-" : `× ${significant(time, 2)}`,
    ],
    ["", ...[before, after, less].map((one) => range(one, "-", factor)), range(sooner, " .. ", signed), ""],
  ]);
  const head = ["", "before", "at the end", "loss", "steps", "time"];
  const isTimed = effects.some(({ time }) => !Number.isNaN(time));
  const drawn = [head, base, ...rows].map((row) => (isTimed ? row : row.slice(0, -1)));
  return table(drawn[0] ?? [], drawn.slice(1), style);
}

/** Two digits say enough of orders of magnitude, and too little of 1.004; from 1000 on with an exponent. */
function factor(log10: number): string {
  if (Math.abs(log10) < 1) return significant(10 ** log10);
  if (log10 < 3 || log10 >= 6) return fromLog10(log10);
  const [mantissa, exponent] = (10 ** log10).toExponential(1).split("e+");
  return `${Number(mantissa)}e${exponent}`;
}

const signed = (x: number): string => `${x > 0 ? "+" : x < 0 ? "-" : ""}${count(Math.abs(Math.round(x)))}`;

const range = ({ interval }: Estimate, to: string, show: (x: number) => string): string =>
  interval ? `${show(interval.low)}${to}${show(interval.high)}` : "";

function notes(
  untreated: Summed,
  settings: readonly Summed[],
  effects: readonly Effect[],
  task: Task,
  { width }: Style,
): string {
  const n = untreated.summary.counts.counted;
  const lost = settings.flatMap(({ setting: { name }, summary: { counts } }) =>
    counts.diverged > 0 ? [`${counts.diverged} of ${counts.counted} runs of ${name}`] : [],
  );
  return [
    `before, at the end: gradient left ${task.lag.max} steps back, before training and at the end of the run. steps: to solve, a run that does not solve counted as ${count(untreated.steps)}. Treated: medians over pairs of equal seed, × and + against untreated, below them the 95 % bootstrap interval where they differ.`,
    ...(effects.some(({ time }) => !Number.isNaN(time))
      ? ["time: of a step, for orientation: runs share the machine."]
      : []),
    "Ranked by steps to solve, then loss, then how near to 1 the gradient ends. Steps and losses count where their interval leaves no doubt of the sign, losses where one of the two has left the baseline.",
    ...(lost.length > 0 ? [`Diverged: ${lost.join(", ")}; they have no final loss and rank last.`] : []),
    ...(n === 1 ? ["One seed shows that it can happen, not how often."] : []),
    ...(n > 1 && n < 6 ? [fewSeeds(n)] : []),
  ]
    .map((line) => wrapped(line, width))
    .join("\n");
}

/** The best treatment and how to apply it, in one sentence; nothing while there is nothing to compare with. */
export function conclusion(
  { treatments }: Treatments,
  settings: readonly Summed[],
  task: Task,
  original: Treatment["experiment"],
  { width }: Style,
): string {
  const of = (name: string) => settings.find(({ setting }) => setting.name === name);
  const untreated = of(UNTREATED);
  const effects = effectsOf(settings, task);
  if (!untreated || effects.length === 0) return "";
  const best = effects.find(({ helps }) => helps);
  const treatment = treatments.find(({ cure }) => cure === best?.cure);
  const budget = count(untreated.steps);
  if (!best || !treatment)
    return wrapped(
      `In ${budget} steps no treatment helped beyond doubt; ask for more with --steps or --seeds.`,
      width,
    );
  const left = (one: Summed | undefined) =>
    fromLog10((one && dotsOf(one, reachOfLag("end"))?.middle) ?? Number.NaN);
  const what = {
    steps: `solves ${significant(Math.abs(best.steps.value))} steps sooner`,
    loss: `ends with ${significant(10 ** best.loss.value, 2)} times the loss`,
    gradient: `leaves ${left(of(best.cure))} in place of ${left(untreated)} of the gradient ${task.lag.max} steps back`,
  };
  const yet = best.by[0] === "gradient" ? `, though ${budget} steps are too few to show it in the loss` : "";
  const said = `The best treatment is ${best.cure}: it ${best.by.map((one) => what[one]).join(", ")}${yet}. To apply it:`;
  return `${wrapped(said, width)}\n${continued(commandFor(treatment, original), width)}`;
}

/** A command broken before options, so that a shell reads it back. */
function continued(command: string, width: number): string {
  const lines: string[] = [];
  for (const part of command.split(/ (?=--)/)) {
    const last = lines.at(-1);
    if (last !== undefined && `    ${last} ${part} \\`.length <= width)
      lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(part);
  }
  return `  ${lines.join(" \\\n    ")}`;
}

/** The command line that trains the treated experiment as long as the original was to be trained. */
export function commandFor({ advice, experiment }: Treatment, original: Treatment["experiment"]): string {
  const { steps, evaluate } = original;
  const words = wordsFor({ ...experiment, steps, evaluate });
  return words ? `hindsight train ${words.map(quoted).join(" ")}` : advice.options;
}
