import type { Task } from "../../src/lab/index.js";
import {
  bandChart,
  count,
  heatMap,
  type Style,
  significant,
  summaryTable,
  survivalChart,
  table,
} from "../../src/report/index.js";
import type { Sweep } from "../../src/sweep/index.js";
import { solvedLoss } from "../solved.js";
import { wrapped } from "../text.js";
import { phaseDiagram } from "./phase.js";
import { labelsOf, type Summed } from "./summed.js";

/** Curves that can be told apart in one chart. */
const MOST_CURVES = 5;

/** The whole outcome: a map or charts, the table of settings, and what to keep in mind. */
export function sweepPage(
  sweep: Sweep,
  settings: readonly Summed[],
  task: Task | undefined,
  style: Style,
): string {
  const last = Math.max(...settings.map(({ steps }) => steps));
  const isHalved = sweep.search.kind === "halving" && settings.some(({ steps }) => steps < last);
  const final = isHalved ? settings.filter(({ steps }) => steps === last) : settings;
  const map = phaseDiagram(sweep, settings);
  return [
    ...(map ? [heatMap(map, style)] : charts(settings, task, style)),
    ...(isHalved ? [roundsTable(settings, style)] : []),
    settingsTable(final, style),
    ...notes(sweep, style),
  ].join("\n\n");
}

/** The table of settings; names that would be cut stand above it, by their numbers. */
function settingsTable(settings: readonly Summed[], style: Style): string {
  const labels = labelsOf(settings, style);
  const rows = settings.map(({ summary }, i) => ({ name: labels[i] ?? "", summary }));
  const key = settings.flatMap(({ setting: { name } }, i) =>
    labels[i] === name ? [] : [wrapped(`${labels[i]}  ${name}`, style.width)],
  );
  return [...(key.length > 0 ? [key.join("\n")] : []), summaryTable(rows, style)].join("\n\n");
}

/** How far each setting came in successive halving, the last round first. */
function roundsTable(settings: readonly Summed[], style: Style): string {
  const rows = [...settings]
    .sort((a, b) => b.steps - a.steps)
    .map(({ setting: { name }, steps, summary: { counts, final } }) => [
      name,
      count(steps),
      `${counts.solved} of ${counts.counted}`,
      final.loss ? significant(final.loss.median.value) : "-",
    ]);
  return `${table(["", "steps", "solved", "median loss"], rows, style)}\n${wrapped("Halving: a setting's figures are of the round that it came to.", style.width)}`;
}

function charts(settings: readonly Summed[], task: Task | undefined, style: Style): string[] {
  const drawn = drawable(settings);
  const hasSolved = drawn.some(({ summary }) => summary.counts.solved > 0);
  const isLeftOut = drawn.length < settings.length;
  return [
    ...(task && drawn.length > 0 ? [losses(drawn, task, style)] : []),
    ...(hasSolved ? [survival(drawn, style)] : []),
    ...(isLeftOut ? [`Charts show the best ${drawn.length} of ${settings.length} settings.`] : []),
  ];
}

/** The settings for charts: all, or the first of those that end best. */
function drawable(settings: readonly Summed[]): readonly Summed[] {
  const counted = settings.filter(({ summary }) => summary.counts.counted > 0);
  if (counted.length <= MOST_CURVES) return counted;
  const mark = ({ summary }: Summed) => [
    -(summary.success.value || 0),
    summary.final.loss?.median.value ?? Number.POSITIVE_INFINITY,
  ];
  const order = [...counted].sort((a, b) => {
    const [[p = 0, x = 0], [q = 0, y = 0]] = [mark(a), mark(b)];
    return p - q || x - y;
  });
  const kept = new Set(order.slice(0, MOST_CURVES));
  return counted.filter((one) => kept.has(one));
}

function losses(settings: readonly Summed[], task: Task, style: Style): string {
  const solved = solvedLoss(task, settings[0]?.setting.experiment.criterion);
  return bandChart(
    {
      title: "Evaluation loss over seeds",
      settings: settings.map(({ setting: { name }, ended }) => ({
        name,
        runs: ended
          .filter(({ done }) => done.points.length > 0)
          .map(({ done, outcome }) => ({ points: done.points, diverged: outcome.status === "diverged" })),
      })),
      baseline: task.baseline,
      plateaus: task.plateaus,
      ...(solved !== undefined && { solved }),
    },
    style,
  );
}

function survival(settings: readonly Summed[], style: Style): string {
  return survivalChart(
    settings.map(({ setting: { name }, summary }) => ({ name, curve: summary.survival })),
    style,
  );
}

function notes({ tuning, seeds }: Sweep, { width }: Style): string[] {
  if (!tuning) return [];
  const n = Math.max(...[...tuning.candidates.values()].map((all) => all.length));
  const note = `Every setting was tuned by ${n} runs with seed ${Math.max(...seeds) + 1}, which no result uses; its row is of the best of them.`;
  return [wrapped(note, width)];
}
