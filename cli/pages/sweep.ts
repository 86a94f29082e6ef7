import type { Task } from "../../src/lab/index.js";
import {
  bandChart,
  comparisonSentence,
  count,
  duration,
  type HeatMap,
  heatMap,
  type Style,
  summaryTable,
  survivalChart,
  theoryOf,
} from "../../src/report/index.js";
import { compareSettings, type RunOutcome, type Summary, summarise } from "../../src/stats/index.js";
import { type Axis, label, numericValues, type Result, type Sweep } from "../../src/sweep/index.js";
import { solvedLoss } from "../solved.js";
import type { Carried } from "../sweep/carried.js";
import { isReused } from "../sweep/tally.js";
import { wrapped } from "../text.js";

/** Curves that can be told apart in one chart. */
const MOST_CURVES = 5;

/** A setting, its runs and what they say together. */
export interface Summed extends Result<Carried> {
  readonly outcomes: readonly RunOutcome[];
  readonly summary: Summary;
}

/** What each setting's runs say together. */
export function summed(results: readonly Result<Carried>[]): Summed[] {
  return results.map((result) => {
    const outcomes = result.ended.map(({ outcome }) => outcome);
    return { ...result, outcomes, summary: summarise(outcomes) };
  });
}

/** The whole outcome: charts, the table of settings, what failed, and what was computed. */
export function sweepPage(
  sweep: Sweep,
  settings: readonly Summed[],
  task: Task | undefined,
  style: Style,
): string {
  const map = phaseDiagram(sweep, settings);
  const named = settings.map(({ setting: { name }, summary }) => ({ name, summary }));
  const drawn = drawable(settings);
  const charts =
    map === undefined && drawn.length > 0
      ? [...(task ? [losses(drawn, task, style)] : []), survival(drawn, style)]
      : [];
  return [
    ...(map ? [heatMap(map, style)] : []),
    ...charts,
    summaryTable(named, style),
    ...notes(sweep, settings, style),
  ].join("\n\n");
}

/** The first setting against every other, in pairs of equal seeds. */
export function comparisons(settings: readonly Summed[], style: Style): string {
  const [first, ...others] = settings;
  if (!first) return "";
  return others
    .map((other) =>
      comparisonSentence(
        { a: other.setting.name, b: first.setting.name },
        compareSettings(other.outcomes, first.outcomes),
        style,
      ),
    )
    .join("\n\n");
}

/** What was computed and what was there, and what failed, each with its reason. */
export function account(carried: readonly Carried[], seconds: number, { width }: Style): string {
  const reused = carried.filter(isReused).length;
  const continued = carried.filter((one) => !isReused(one) && one.done.reused > 0).length;
  const computed = carried.length - reused;
  const parts = [
    `${runs(computed)} computed in ${duration(seconds)}`,
    ...(continued > 0 ? [`${continued} of them from where they were`] : []),
    ...(reused > 0 ? [`${reused} reused`] : []),
    ...["diverged", "failed"].flatMap((status) => {
      const n = carried.filter(({ outcome }) => outcome.status === status).length;
      return n > 0 ? [`${n} ${status}`] : [];
    }),
  ];
  const failed = carried
    .filter(({ outcome }) => outcome.status === "failed")
    .map(
      ({ job, done }) =>
        `Failed: ${job.setting.name}, seed ${job.experiment.seed}: ${done.reason ?? "no reason is known"}`,
    );
  return [
    ...new Set([
      ...failed.slice(0, 10),
      ...(failed.length > 10 ? [`... and ${failed.length - 10} more`] : []),
    ]),
    `${parts.join(", ")}.`,
  ]
    .map((line) => wrapped(line, width))
    .join("\n");
}

const runs = (n: number) => `${count(n)} ${n === 1 ? "run" : "runs"}`;

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

/** A map where exactly two axes vary and both are numbers: the share solved, or else the loss. */
function phaseDiagram({ axes, search, tuning }: Sweep, settings: readonly Summed[]): HeatMap | undefined {
  const [x, y, ...more] = axes;
  if (!x || !y || more.length > 0 || search.kind !== "grid" || tuning) return undefined;
  const [xs, ys] = [numericValues(x), numericValues(y)];
  if (!xs || !ys) return undefined;
  const at = (b: number, a: number) =>
    settings.find(({ setting: { values } }) => values[x.name] === a && values[y.name] === b)?.summary;
  const shares = ys.map((b) => xs.map((a) => at(b, a)?.success.value ?? Number.NaN));
  const isMixed = new Set(shares.flat().filter((share) => !Number.isNaN(share))).size > 1;
  const loss = ys.map((b) => xs.map((a) => Math.log10(at(b, a)?.final.loss?.median.value ?? Number.NaN)));
  const theory = theoryOf(flagName(x), flagName(y));
  return {
    title: isMixed ? "Share of runs that solve the task" : "Median of the last evaluation loss",
    x: { name: label(x.name), values: xs },
    y: { name: label(y.name), values: ys },
    value: isMixed ? shares : loss,
    kind: isMixed ? "share" : "log10",
    valueName: isMixed ? "runs solved" : "loss",
    ...(theory && { theory }),
  };
}

/** "init.forgetBias" as "forget-bias", its name on the command line. */
const flagName = ({ name }: Axis) => label(name).replaceAll(" ", "-");

function notes({ search, tuning, seeds }: Sweep, settings: readonly Summed[], { width }: Style): string[] {
  const lines: string[] = [];
  if (settings.length > MOST_CURVES)
    lines.push(`Charts show the best ${MOST_CURVES} of ${settings.length} settings.`);
  if (search.kind === "halving") {
    const last = Math.max(...settings.map(({ steps }) => steps));
    const dropped = settings.filter(({ steps }) => steps < last);
    if (dropped.length > 0)
      lines.push(
        `Halving ended these settings earlier, so their figures are of fewer steps: ${dropped.map(({ setting, steps }) => `${setting.name} (${count(steps)})`).join("; ")}.`,
      );
  }
  if (tuning) {
    const n = Math.max(...[...tuning.candidates.values()].map((all) => all.length));
    lines.push(
      `Every setting was tuned by ${n} runs with seed ${Math.max(...seeds) + 1}, which no result uses; its row is of the best of them.`,
    );
  }
  return lines.map((line) => wrapped(line, width));
}
