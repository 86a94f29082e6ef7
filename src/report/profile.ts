import type { Decay } from "../probe/index.js";
import { type Chart, chart } from "./chart.js";
import { fromLog10, significant } from "./numbers.js";
import type { Style } from "./style.js";
import { table } from "./table.js";

/** One profile to draw, as in `StateProfile`: log10 ‖dL/ds_t‖ for t = 1..T at index t-1. */
export interface ProfileCurve {
  readonly name: string;
  readonly log10: readonly number[];
}

/** Draws the gradient against the time step, from t = 1 on the left to t = T on the right. */
export const profileChart = (curves: readonly ProfileCurve[], style: Style, title?: string): string =>
  chart(profileSpec(curves, title), style);

/** The gradient against the time step as a chart that is not drawn yet. */
export function profileSpec(curves: readonly ProfileCurve[], title = "Gradient through time"): Chart {
  const series = curves.map(({ name, log10 }) => ({ name, points: log10.map((y, i) => ({ x: i + 1, y })) }));
  const isZero = (y: number) => y === Number.NEGATIVE_INFINITY;
  const isLost = (y: number) => Number.isNaN(y) || y === Number.POSITIVE_INFINITY;
  const notes = [...gaps(curves, isZero, "exactly zero"), ...gaps(curves, isLost, "not finite")];
  const yTitle = "gradient norm (log axis)";
  return { title, xTitle: "time step t", yTitle, scale: "log10", series, notes };
}

function gaps(curves: readonly ProfileCurve[], isGap: (y: number) => boolean, what: string): string[] {
  const names = curves.filter(({ log10 }) => log10.some(isGap)).map(({ name }) => name);
  return names.length > 0 ? [`Gaps in ${names.join(", ")}: the gradient is ${what} there.`] : [];
}

/** One line of the table of decays. */
export interface ProfileRow {
  readonly name: string;
  readonly T: number;
  readonly decay: Decay;
}

/** The decay of each profile in numbers. */
export function profileTable(rows: readonly ProfileRow[], style: Style): string {
  const head = ["", "rate per step back", "half-life", "horizon", "first / last"];
  return table(
    head,
    rows.map(({ name, T, decay }) => [
      name,
      known(decay.rate, significant(decay.rate)),
      known(decay.halfLife, significant(decay.halfLife)),
      known(decay.log10Ratio, `${decay.horizon} of ${T - 1}`),
      known(decay.log10Ratio, fromLog10(decay.log10Ratio)),
    ]),
    style,
  );
}

const known = (x: number, text: string): string => (Number.isNaN(x) ? "-" : text);
