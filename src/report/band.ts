import type { Point } from "./resample.js";
import type { Style } from "./style.js";

/** Loss curves of several settings, each over several seeds. */
export interface BandChart {
  readonly title?: string;
  readonly settings: readonly {
    readonly name: string;
    readonly runs: readonly { readonly points: readonly Point[]; readonly diverged: boolean }[];
  }[];
  /** What the band spans: all runs (unless told), or the middle half of them. */
  readonly band?: "range" | "quartiles";
  /** "log" unless told. */
  readonly scale?: "log" | "linear";
  readonly baseline: number;
  readonly plateaus?: readonly { readonly name: string; readonly loss: number }[];
  readonly solved?: number;
}

/** Draws, for every setting, the median over its runs as a line in a band. Diverged runs are left out and counted. */
export function bandChart(_spec: BandChart, _style: Style): string {
  throw new Error("not written yet");
}
