import type { Style } from "./style.js";

const BLOCKS = " ▁▂▃▄▅▆▇█";
const RAMP = " .:-=+*#@";

/** Counts as one character each, relative to the greatest: the shape of a histogram in a table. What is there shows. */
export function spark(counts: readonly number[], { unicode }: Style): string {
  const ramp = unicode ? BLOCKS : RAMP;
  const most = Math.max(1, ...counts);
  return counts.map((n) => ramp[Math.ceil((n / most) * (ramp.length - 1))] ?? "").join("");
}
