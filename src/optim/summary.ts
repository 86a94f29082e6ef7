/** How often and how hard a run clipped; exact, 8 bytes a clipped step. */
export interface ClipSummary {
  /** Takes in the clip scale of one step. */
  add(scale: number): void;
  /** Share of the steps that were clipped; 0 before the first. */
  readonly share: number;
  /** Median scale of the clipped steps; NaN when none was. */
  readonly medianScale: number;
}

/** An accumulator of clip scales, empty or with those of an earlier part of the run. */
export function clipSummary(scales: Iterable<number> = []): ClipSummary {
  let steps = 0;
  const clipped: number[] = [];
  const summary: ClipSummary = {
    add(scale) {
      steps++;
      if (scale !== 1) clipped.push(scale);
    },
    get share() {
      return steps === 0 ? 0 : clipped.length / steps;
    },
    get medianScale() {
      return median(clipped);
    },
  };
  for (const scale of scales) summary.add(scale);
  return summary;
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.subarray((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}
