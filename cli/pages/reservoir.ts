import type { Metrics, Task } from "../../src/lab/index.js";
import { chart, type Style, significant, table } from "../../src/report/index.js";
import type { Capacity, Reservoir } from "../../src/reservoir/index.js";
import { wrapped } from "../text.js";

interface Measured extends Capacity {
  readonly name: string;
  readonly reservoir: Reservoir;
}

/** Memory capacity: its curve over the lag, a table, and what the numbers mean. */
export function capacityPage(measured: readonly Measured[], style: Style): string {
  const curve = chart(
    {
      title: "Memory capacity",
      xTitle: "lag k",
      yTitle: "squared correlation of the input k steps back with what is read",
      scale: "linear",
      series: measured.map(({ name, curve }) => ({ name, points: curve.map((y, i) => ({ x: i + 1, y })) })),
      holds: [0, 1],
    },
    style,
  );
  const rows = measured.map(({ name, reservoir: { units }, curve, total }) => [
    name,
    String(units),
    significant(total),
    `${significant((100 * total) / units, 2)} %`,
    half(curve),
  ]);
  const lags = measured[0]?.curve.length ?? 0;
  const samples = measured[0]?.reservoir.samples ?? 0;
  const broken = measured.filter(({ total }) => Number.isNaN(total)).map(({ name }) => name);
  const explained = [
    `capacity: the sum over lags 1 to ${lags}. No reservoir of N units has more than N (Jaeger 2002).`,
    "half: the longest lag up to which half of the variance or more can be read.",
    `Readouts are learnt on ${samples} steps and measured on as many others; where nothing is left to read, each lag still counts about ${significant(1 / samples, 1)}.`,
    ...(measured.some(falls)
      ? [
          "Nearly every linear reservoir has N in theory; what is missing here lies beyond the longest lag, or is too small for the penalty (--ridge), the samples or the rounding of the states.",
        ]
      : []),
    ...(broken.length > 0
      ? [`NaN for ${broken.join("; ")}: the states, or the readout, left the range of numbers.`]
      : []),
  ];
  return [
    curve,
    table(["", "units", "capacity", "of the units", "half"], rows, style),
    wrapped(explained.join(" "), style.width),
  ].join("\n\n");
}

/** A linear reservoir of which a tenth of the theory or more cannot be read. */
function falls({ reservoir: { activation, units }, curve, total }: Measured): boolean {
  return activation === "linear" && total < 0.9 * Math.min(units, curve.length);
}

/** The last lag before the curve falls below one half. */
function half(curve: readonly number[]): string {
  if (curve.some(Number.isNaN)) return "-";
  const first = curve.findIndex((value) => value < 0.5);
  return first < 0 ? `> ${curve.length - 1}` : String(first);
}

interface Learnt {
  readonly name: string;
  /** Absent where the states, or the readout, left the range of numbers. */
  readonly metrics?: Metrics;
}

/** What readouts of fixed reservoirs make of a task. */
export function learntPage(task: Task, learnt: readonly Learnt[], style: Style): string {
  const names = Object.keys(learnt.find(({ metrics }) => metrics)?.metrics ?? {});
  const rows = learnt.map(({ name, metrics }) => [
    name,
    ...names.map((metric) => significant(metrics?.[metric] ?? Number.NaN)),
    ...task.criteria.slice(0, 1).map(({ holds }) => (metrics && holds(metrics) ? "yes" : "no")),
  ]);
  const [criterion] = task.criteria;
  const explained = [
    "Only the readout is learnt, by ridge regression; no gradient goes back through time.",
    task.loss === "mse"
      ? `Baseline, the loss of the best answer that remembers nothing: ${significant(task.baseline)}.`
      : "It is a regression on classes, one-hot, so there is no cross-entropy; what it gives is not a probability.",
    criterion ? `solved: ${criterion.rule}.` : "",
    task.heldOut ? "Measured on examples held out." : "Measured on fresh sequences.",
  ];
  return [
    table([`${task.name}`, ...names, "solved"], rows, style),
    wrapped(explained.filter((line) => line !== "").join(" "), style.width),
  ].join("\n\n");
}
