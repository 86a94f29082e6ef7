import { element, type Html } from "./html.js";
import { fromLog10, significant } from "./numbers.js";
import type { Point } from "./resample.js";

/** A line chart for a page. With the scale "log10", every y is the log10 of what is meant. */
export interface SvgChart {
  readonly title: string;
  readonly xTitle: string;
  readonly scale: "linear" | "log10";
  readonly series: readonly { readonly name: string; readonly points: readonly Point[] }[];
  /** Horizontal lines to compare with. */
  readonly references?: readonly { readonly name: string; readonly y: number }[];
}

const [WIDTH, HEIGHT] = [800, 320];
const MARGIN = { top: 28, right: 12, bottom: 34, left: 70 };
const COLORS = ["#00629b", "#b00020", "#2e7d32", "#6a1b9a", "#b36b00"];
const DASHES = ["none", "6 3", "2 2", "8 3 2 3", "1 3"];
const TICKS = 5;
/** Points of a line at most: more than there are pixels. */
const MOST = 1000;

/** Points whose y is not finite are gaps. A chart without any finite point says so. */
export function svgChart({ title, xTitle, scale, series, references = [] }: SvgChart): Html {
  const finite = series.flatMap(({ points }) => points).filter(({ x, y }) => Number.isFinite(x + y));
  if (finite.length === 0) return element("p", {}, `${title}: nothing finite to draw.`);
  const [xs, ys] = [finite.map(({ x }) => x), [...finite.map(({ y }) => y), ...references.map(({ y }) => y)]];
  const [x0, x1] = range(xs);
  const [y0, y1] = range(ys.filter(Number.isFinite));
  const px = (x: number) =>
    round(MARGIN.left + ((x - x0) / (x1 - x0)) * (WIDTH - MARGIN.left - MARGIN.right));
  const py = (y: number) =>
    round(HEIGHT - MARGIN.bottom - ((y - y0) / (y1 - y0)) * (HEIGHT - MARGIN.top - MARGIN.bottom));
  const label = (y: number) => (scale === "log10" ? fromLog10(y, 2) : significant(y, 2));
  const ticks = (low: number, high: number) =>
    Array.from({ length: TICKS }, (_, i) => low + ((high - low) * i) / (TICKS - 1));
  const bottom = HEIGHT - MARGIN.bottom;
  const word = (x: number, y: number, anchor: string, words: string) =>
    element("text", { x, y, "text-anchor": anchor }, words);
  const drawn = [
    element("title", {}, title),
    word(MARGIN.left, 16, "start", title),
    ...ticks(y0, y1).flatMap((y) => [
      element("line", { x1: MARGIN.left, x2: WIDTH - MARGIN.right, y1: py(y), y2: py(y), stroke: "#e2e2e2" }),
      word(MARGIN.left - 6, py(y) + 4, "end", label(y)),
    ]),
    ...ticks(x0, x1).map((x) => word(px(x), bottom + 16, "middle", significant(x, 3))),
    word(WIDTH - MARGIN.right, bottom + 31, "end", xTitle),
    ...references.flatMap(({ name, y }) => [
      element("line", {
        x1: MARGIN.left,
        x2: WIDTH - MARGIN.right,
        y1: py(y),
        y2: py(y),
        stroke: "#555",
        "stroke-dasharray": "4 4",
      }),
      word(WIDTH - MARGIN.right, py(y) - 4, "end", name),
    ]),
    ...series.map(({ points }, i) => {
      const style = {
        stroke: COLORS[i % COLORS.length] ?? "",
        "stroke-dasharray": DASHES[i % DASHES.length] ?? "",
      };
      return element("path", { d: pathOf(points, px, py), fill: "none", "stroke-width": 1.6, ...style });
    }),
    ...series.map(({ name }, i) =>
      element(
        "text",
        {
          x: WIDTH - MARGIN.right - 4,
          y: MARGIN.top + 14 * (i + 1),
          "text-anchor": "end",
          style: `fill: ${COLORS[i % COLORS.length]}`,
        },
        name,
      ),
    ),
  ];
  return element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" }, ...drawn);
}

function pathOf(points: readonly Point[], px: (x: number) => number, py: (y: number) => number): string {
  const every = Math.ceil(points.length / MOST);
  let isDown = false;
  return points
    .filter((_, i) => i % every === 0 || i === points.length - 1)
    .map(({ x, y }) => {
      if (!Number.isFinite(x + y)) {
        isDown = false;
        return "";
      }
      const command = isDown ? "L" : "M";
      isDown = true;
      return `${command}${px(x)} ${py(y)}`;
    })
    .join("");
}

/** Never empty, so that one value has a place. */
function range(values: readonly number[]): [number, number] {
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  // Half of 1 vanishes beside a large number.
  const margin = Math.max(0.5, 1e-3 * Math.abs(low));
  return low < high ? [low, high] : [low - margin, high + margin];
}

const round = (x: number): number => Math.round(10 * x) / 10;
