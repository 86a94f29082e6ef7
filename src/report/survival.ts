import type { SurvivalCurve } from "../stats/index.js";
import { chart } from "./chart.js";
import type { Style } from "./style.js";

/** So many points that every column of any terminal has one: the curve is a staircase, with no slope between points. */
const POINTS = 2000;

/** Draws the share of runs not yet solved against the step, for several settings, with ticks where runs end unsolved. */
export function survivalChart(
  curves: readonly { readonly name: string; readonly curve: SurvivalCurve }[],
  style: Style,
  title = "Runs not yet solved",
): string {
  const series = curves.map(({ name, curve }) => ({
    name: `${name} (${solvedOf(curve)})`,
    points: staircase(curve),
    marks: curve.points
      .filter(({ censored }) => censored > 0)
      .map(({ step, share }) => ({ x: step, y: share })),
  }));
  const tick = style.unicode ? "┼" : "|";
  const notes = series.some(({ marks }) => marks.length > 0) ? [`${tick}: runs end here unsolved.`] : [];
  return chart(
    {
      title,
      xTitle: "step",
      yTitle: "share not yet solved",
      scale: "linear",
      series,
      holds: [0, 1],
      notes,
    },
    style,
  );
}

function solvedOf({ points }: SurvivalCurve): string {
  const solved = points.reduce((sum, point) => sum + point.solved, 0);
  return `${solved} of ${points[0]?.atRisk ?? 0} solved`;
}

function staircase({ points, upTo }: SurvivalCurve): { x: number; y: number }[] {
  if (points.length === 0) return [];
  let next = 0;
  let share = 1;
  return Array.from({ length: POINTS + 1 }, (_, i) => (i / POINTS) * upTo).map((x) => {
    for (let point = points[next]; point && point.step <= x; point = points[++next]) share = point.share;
    return { x, y: share };
  });
}
