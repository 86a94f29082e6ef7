import type { Ablation } from "../../src/cures/index.js";
import type { Task } from "../../src/lab/index.js";
import {
  count,
  type Dots,
  dotChart,
  type Style,
  significant,
  summaryTable,
  table,
} from "../../src/report/index.js";
import { type Estimate, pairedRatio } from "../../src/stats/index.js";
import { solvedLoss } from "../solved.js";
import { wrapped } from "../text.js";
import { comparisons } from "./comparison.js";
import { leftOutLines } from "./cures.js";
import { dotsOf, figures, horizon, loss, pace, rate, reach, steps, type When } from "./figures.js";
import type { Summed } from "./summed.js";

/** What each cure did: charts and tables of profile, loss and steps, and the pairs with the base. */
export function ablationPage(
  { settings: made, leftOut }: Ablation,
  settings: readonly Summed[],
  task: Task,
  style: Style,
): string {
  const hasProfiles = settings.some(({ ended }) => ended.some(({ done }) => done.decay));
  return [
    ...(hasProfiles ? [reachChart(settings, task, style)] : []),
    lossDots(settings, task, style),
    ...(settings.some(({ summary }) => summary.counts.solved > 0) ? [stepDots(settings, style)] : []),
    ...(hasProfiles ? [decayTable("start", settings, style), decayTable("end", settings, style)] : []),
    ...(hasProfiles ? [decayNotes(settings, style)] : []),
    summaryTable(
      settings.map(({ setting: { name }, summary }) => ({ name, summary })),
      style,
    ),
    ...(settings.length > 1 && baseOf(settings) ? [comparisons(settings, style)] : []),
    ...prices(settings, style),
    ...together(made.at(-1)?.values.cures, style),
    ...(leftOut.length > 0 ? [leftOutLines(leftOut, style)] : []),
  ].join("\n\n");
}

function together(cures: unknown, { width }: Style): string[] {
  return Array.isArray(cures) && cures.length > 1 ? [wrapped(`all: ${cures.join(" + ")}.`, width)] : [];
}

/** The base, unless Ctrl-C came before any of its runs was through. */
function baseOf(settings: readonly Summed[]): Summed | undefined {
  return settings.find(({ setting: { name } }) => name === "base");
}

function reachChart(settings: readonly Summed[], task: Task, style: Style): string {
  return dotChart(
    {
      title: `Gradient at t = 1 relative to the last (${task.name}, T = ${task.steps})`,
      kinds: ["before training", "at the end"],
      scale: "log10",
      rows: settings.map((one) => ({
        name: one.setting.name,
        dots: [dotsOf(one, reach("start")), dotsOf(one, reach("end"))],
      })),
      notes: ["Dots: median over seeds; lines: from the least to the greatest."],
    },
    style,
  );
}

function lossDots(settings: readonly Summed[], task: Task, style: Style): string {
  const solved = solvedLoss(task, settings[0]?.setting.experiment.criterion);
  const known = [
    { name: `baseline ${significant(task.baseline, 4)}`, loss: task.baseline },
    ...(solved === undefined ? [] : [{ name: `solved ${significant(solved)}`, loss: solved }]),
  ];
  return dotChart(
    {
      title: "Final loss",
      kinds: ["median of the runs that did not diverge"],
      scale: "log10",
      rows: settings.map((one) => ({ name: one.setting.name, dots: [dotsOf(one, loss)] })),
      references: known.map(({ name, loss }) => ({ name, x: Math.log10(loss) })),
    },
    style,
  );
}

function stepDots(settings: readonly Summed[], style: Style): string {
  const budget = Math.max(...settings.map((one) => one.steps));
  return dotChart(
    {
      title: "Steps to solve",
      kinds: ["median"],
      scale: "linear",
      rows: settings.map((one) => ({ name: one.setting.name, dots: [dotsOf(one, steps)] })),
      references: [{ name: `${count(budget)}: not solved by then`, x: budget }],
    },
    style,
  );
}

/** Rate and horizon at one end of the run, over seeds, and the rate against that of the base. */
function decayTable(when: When, settings: readonly Summed[], style: Style): string {
  const title = when === "start" ? "before training" : "at the end";
  const head = [title, "rate", "of seeds", "x base", "95 %", "horizon", "of seeds"];
  const base = figures(baseOf(settings)?.ended ?? [], rate(when));
  const rows = settings.map((one) => {
    const [rates, steps] = [dotsOf(one, rate(when)), dotsOf(one, horizon(when))];
    const ratio = pairedRatio(figures(one.ended, rate(when)), base);
    return [
      one.setting.name,
      ...spread(rates, (x) => significant(x)),
      ...(one === baseOf(settings) ? ["", ""] : against(ratio)),
      ...spread(steps, (x) => significant(x)),
    ];
  });
  return table(head, rows, style);
}

function spread(dots: Dots | undefined, show: (x: number) => string): [string, string] {
  if (!dots || Number.isNaN(dots.middle)) return ["-", "-"];
  return [show(dots.middle), `${show(dots.low)}-${show(dots.high)}`];
}

function against({ value, interval }: Estimate): [string, string] {
  const show = (x: number) => significant(x);
  return [
    Number.isNaN(value) ? "-" : show(value),
    interval ? `${show(interval.low)}-${show(interval.high)}` : "-",
  ];
}

/** What a step costs, where steps of every setting were computed now. */
function prices(settings: readonly Summed[], { width }: Style): string[] {
  const base = figures(baseOf(settings)?.ended ?? [], pace);
  const others = settings.filter((one) => one !== baseOf(settings));
  const ratios = others.map((one) => ({
    name: one.setting.name,
    ratio: pairedRatio(figures(one.ended, pace), base).value,
  }));
  if (ratios.length === 0 || ratios.some(({ ratio }) => Number.isNaN(ratio))) return [];
  const parts = ratios.map(({ name, ratio }) => `${name} ${significant(ratio, 2)}`).join(", ");
  const note = `Time per step, times that of the base (for orientation: runs share the machine): ${parts}.`;
  return [wrapped(note, width)];
}

function decayNotes(settings: readonly Summed[], { width }: Style): string {
  const explained =
    "rate: factor per step back; horizon: steps back for which 1e-3 of the last gradient is left; both medians, with their range over seeds. x base: how many times the rate of the base, geometric mean over pairs of equal seed; no interval where they show no spread. A run ends where it is solved.";
  return [explained, ...withoutRate(settings)].map((line) => wrapped(line, width)).join("\n");
}

/** Settings with runs whose rates the medians leave out. */
function withoutRate(settings: readonly Summed[]): string[] {
  return settings.flatMap(({ setting: { name }, ended }) => {
    const rates = figures(ended, rate("end"));
    const lost = rates.filter(({ value }) => Number.isNaN(value)).length;
    return lost > 0
      ? [
          `${name}: ${lost} of ${rates.length} runs have no rate at the end: their gradient is zero or not finite.`,
        ]
      : [];
  });
}
