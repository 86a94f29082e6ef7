import type { SurvivalCurve } from "../stats/index.js";
import type { Style } from "./style.js";

/** Draws the share of runs not yet solved against the step, for several settings, with a tick where runs end unsolved. */
export function survivalChart(
  _curves: readonly { readonly name: string; readonly curve: SurvivalCurve }[],
  _style: Style,
  _title = "Share of runs not yet solved",
): string {
  throw new Error("not written yet");
}
