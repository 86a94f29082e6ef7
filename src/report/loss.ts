import { type Chart, chart, type Reference } from "./chart.js";
import type { Point } from "./resample.js";
import type { Style } from "./style.js";

/** Loss against step of one or several runs of one task. */
export interface LossChart {
  readonly title?: string;
  readonly runs: readonly { readonly name: string; readonly points: readonly Point[] }[];
  /** "log" unless told. */
  readonly scale?: "log" | "linear";
  /** Loss of the best answer that remembers nothing. */
  readonly baseline: number;
  readonly plateaus?: readonly { readonly name: string; readonly loss: number }[];
  /** The loss at which the task counts as solved, where its criterion is one of loss. */
  readonly solved?: number;
}

/** Draws loss against step (x), with the baseline, the plateaus and the criterion as lines to compare with. */
export const lossChart = (spec: LossChart, style: Style): string => chart(lossSpec(spec), style);

/** Loss against step as a chart that is not drawn yet. */
export function lossSpec(spec: LossChart): Chart {
  const { title = "Loss while training", runs, scale = "log" } = spec;
  const place = placeOf(scale);
  const references = lossReferences(spec);
  const series = runs.map(({ name, points }) => ({
    name,
    points: points.map(({ x, y }) => ({ x, y: place(y) })),
  }));
  const yTitle = scale === "log" ? "loss (log axis)" : "loss";
  const losses = runs.flatMap(({ points }) => points.map(({ y }) => y));
  const notes = [
    ...(losses.every(Number.isFinite) ? [] : ["Gaps: the loss was not finite there."]),
    ...(scale === "log" && losses.includes(0) ? ["Gaps: the loss was exactly zero there."] : []),
  ];
  return {
    title,
    xTitle: "step",
    yTitle,
    scale: scale === "log" ? "log10" : "linear",
    series,
    references,
    notes,
  };
}

/** Where a loss is on the axis. */
export function placeOf(scale: "log" | "linear"): (loss: number) => number {
  return scale === "log" ? Math.log10 : (loss) => loss;
}

/** The known losses of the task as lines to compare with. */
export function lossReferences({
  scale = "log",
  baseline,
  plateaus = [],
  solved,
}: Pick<LossChart, "scale" | "baseline" | "plateaus" | "solved">): Reference[] {
  const place = placeOf(scale);
  return [
    { name: "baseline", y: place(baseline) },
    ...plateaus.map(({ name, loss }) => ({ name, y: place(loss) })),
    ...(solved === undefined ? [] : [{ name: "solved", y: place(solved) }]),
  ];
}
