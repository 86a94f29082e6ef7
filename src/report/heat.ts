import type { Style } from "./style.js";
import type { Theory } from "./theory.js";

/** One axis of a heat map: the setting and its values, in the order in which they are drawn. */
export interface HeatAxis {
  readonly name: string;
  readonly values: readonly (number | string)[];
}

/** A value for every pair of settings; y from the bottom up, x from left to right. */
export interface HeatMap {
  readonly title: string;
  readonly x: HeatAxis;
  readonly y: HeatAxis;
  /** value[y][x]; NaN where there is no run. */
  readonly value: readonly (readonly number[])[];
  /** A share from 0 to 1, or the log10 of what is shown. */
  readonly kind: "share" | "log10";
  /** What the values are, for the legend, e.g. "runs solved". */
  readonly valueName: string;
  readonly theory?: Theory;
  readonly notes?: readonly string[];
}

/** Draws the map: a cell a pair, coloured where the terminal can, with numbers or a ramp of characters. */
export function heatMap(_map: HeatMap, _style: Style): string {
  throw new Error("not written yet");
}
