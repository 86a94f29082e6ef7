import type { Style } from "./style.js";

const BLOCKS = "▁▂▃▄▅▆▇█";
const ASCII = ".:-=+*#@";

/** Counts as bars of one row: the greatest is full, what is there at all can be seen, nothing is blank. */
export function bars(counts: readonly number[], style: Style): string {
  const heights = style.unicode ? BLOCKS : ASCII;
  const top = Math.max(...counts);
  return counts
    .map((n) => (n > 0 ? (heights[Math.ceil((heights.length * n) / top) - 1] ?? "?") : " "))
    .join("");
}
