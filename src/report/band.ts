import { quantile } from "d3-array";
import { chart } from "./chart.js";
import { type LossChart, lossReferences, placeOf } from "./loss.js";
import type { Point } from "./resample.js";
import type { Style } from "./style.js";

/** Loss curves of several settings, each over several seeds. */
export interface BandChart extends Omit<LossChart, "runs"> {
  readonly settings: readonly {
    readonly name: string;
    readonly runs: readonly { readonly points: readonly Point[]; readonly diverged: boolean }[];
  }[];
  /** What the band spans: all runs (unless told), or the middle half of them. */
  readonly band?: "range" | "quartiles";
}

const EDGES = { range: [0, 1], quartiles: [0.25, 0.75] } as const;
const MEANING = { range: "from the lowest to the highest", quartiles: "the middle half" } as const;

/**
 * Draws, for every setting, the median over its runs, step by step, as a line in a band. A run that ended before the
 * others keeps its last loss, or else the line would jump to those that are still unsolved. Diverged runs are left
 * out and counted.
 */
export function bandChart(spec: BandChart, style: Style): string {
  const { title = "Loss while training", settings, band = "range", scale = "log" } = spec;
  const place = placeOf(scale);
  const kept = settings.map(({ name, runs }) => ({
    name: `${name} (${tally(runs)})`,
    runs: runs.filter(({ diverged }) => !diverged).map(({ points }) => points),
  }));
  const [low, high] = EDGES[band];
  const series = kept.map(({ name, runs }) => {
    const levels = [low, 0.5, high].map((share) => curve(runs, share, place));
    const [bottom = [], points = [], top = []] = levels;
    return { name, points, ...(runs.length > 1 && { band: { low: bottom, high: top } }) };
  });
  const ends = kept.map(({ runs }) => new Set(runs.map((points) => points.at(-1)?.x)));
  const notes = [
    ...(kept.some(({ runs }) => runs.length > 1)
      ? [`Line: median of the runs; band: ${MEANING[band]}.`]
      : []),
    ...(ends.some(({ size }) => size > 1) ? ["A run that ended before the others keeps its last loss."] : []),
  ];
  const yTitle = scale === "log" ? "loss (log axis)" : "loss";
  return chart(
    {
      title,
      xTitle: "step",
      yTitle,
      scale: scale === "log" ? "log10" : "linear",
      series,
      references: lossReferences(spec),
      notes,
    },
    style,
  );
}

function tally(runs: BandChart["settings"][number]["runs"]): string {
  const diverged = runs.filter((run) => run.diverged).length;
  const all = `${runs.length} ${runs.length === 1 ? "run" : "runs"}`;
  return diverged === 0 ? all : `${runs.length - diverged} of ${all}; ${diverged} diverged`;
}

/** The quantile over the runs at every step that any of them has. */
function curve(runs: readonly (readonly Point[])[], share: number, place: (loss: number) => number): Point[] {
  const steps = [...new Set(runs.flatMap((points) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const next = runs.map(() => 0);
  return steps.map((x) => {
    const losses = runs.flatMap((points, i) => {
      while ((points[next[i] ?? 0]?.x ?? Number.POSITIVE_INFINITY) <= x) next[i] = (next[i] ?? 0) + 1;
      const last = points[(next[i] ?? 0) - 1];
      return last ? [place(last.y)] : [];
    });
    return { x, y: quantile(losses, share) ?? Number.NaN };
  });
}
