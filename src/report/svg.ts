import { ticks } from "d3-array";
import { type Axis, axisOver } from "./axis.js";
import type { Chart, Reference } from "./chart.js";
import { element, type Html } from "./html.js";
import { count } from "./numbers.js";
import { type Point, resample } from "./resample.js";

/** Units of the drawing, which is as wide as its place in the page: small ones, so that a telephone can show its text. */
const [WIDTH, HEIGHT] = [440, 250];
const MARGIN = { top: 24, right: 18, bottom: 36 };
const ROWS = HEIGHT - MARGIN.top - MARGIN.bottom;
/** Of a digit, at the size for telephones. */
const WIDE = 7;
/** As many rows of text, for the distance between labels. */
const TEXT_ROWS = 18;
/** Most labels of the horizontal axis first; fewer where they are long. */
const X_LABELS = [6, 5, 4, 3, 2, 1];
const LINE_HEIGHT = 14;
/** Colours with dashes that the page's style knows. */
const PENS = 6;

/**
 * The drawing of a line chart, with title and description for those who do not see it. A y that is NaN is a gap; every
 * other has its place on the axis, and there is at least one.
 */
export function drawing(chart: Chart, description: string, valued: (y: number) => string): Html {
  const { title, xTitle, yTitle, scale, series, references = [], holds = [] } = chart;
  const points = series.flatMap((one) => one.points);
  const ys = [...points, ...references].map(({ y }) => y).filter((y) => !Number.isNaN(y));
  const y = axisOver([...ys, ...holds], scale, TEXT_ROWS);
  const x = extentOf(points.map((point) => point.x));
  const left = 10 + WIDE * Math.max(5, ...y.ticks.map(({ label }) => label.length));
  const columns = WIDTH - MARGIN.right - left;
  const place: Place = {
    left,
    columns,
    x: (at) => round(left + (x.high > x.low ? (at - x.low) / (x.high - x.low) : 0.5) * (columns - 1)),
    y: (at) => round(MARGIN.top + ROWS - ((at - y.low) / (y.high - y.low)) * ROWS),
  };
  const curves = series.map(({ points }, i) => {
    const isDot = points.filter(({ y }) => !Number.isNaN(y)).length === 1;
    const pen = isDot ? `${penOf(i)} dot` : penOf(i);
    return element("path", { class: pen, d: pathOf(points, y, place) });
  });
  return element(
    "svg",
    { class: "plot", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" },
    element("title", {}, title),
    element("desc", {}, description),
    ...axes(x, y, place, xTitle, yTitle),
    ...references.map((line) => rule("reference", place.y(line.y), place)),
    ...curves,
    ...namesOf(references, place, valued),
  );
}

/** The class of the n-th series: its colour and dashes. */
export const penOf = (index: number): string => `s${index % PENS}`;

interface Place {
  /** Where the plot begins, and how wide it is. */
  readonly left: number;
  readonly columns: number;
  x(at: number): number;
  y(at: number): number;
}

function axes(
  x: { readonly low: number; readonly high: number },
  y: Axis,
  place: Place,
  xTitle: string,
  yTitle: string,
): Html[] {
  const bottom = MARGIN.top + ROWS;
  const longest = WIDE * (1 + count(Math.round(x.high)).length);
  const steps =
    X_LABELS.map((n) => ticks(x.low, x.high, n).filter(Number.isInteger)).find(
      ([first, second]) =>
        first !== undefined && (second === undefined || place.x(second) - place.x(first) >= longest),
    ) ?? [];
  const word = (at: { x: number; y: number }, anchor: string, words: string) =>
    element("text", { ...at, "text-anchor": anchor }, words);
  return [
    ...y.ticks.flatMap(({ at, label }) => [
      rule("grid", place.y(at), place),
      word({ x: place.left - 6, y: place.y(at) + 4 }, "end", label),
    ]),
    rule("axis", bottom, place),
    ...(steps.length > 0 ? steps : [x.low]).flatMap((at) => [
      element("path", { class: "axis", d: `M${place.x(at)} ${bottom}v4` }),
      word({ x: place.x(at), y: bottom + 16 }, "middle", count(at)),
    ]),
    word({ x: 0, y: 11 }, "start", yTitle),
    word({ x: place.left + place.columns / 2, y: HEIGHT - 4 }, "middle", xTitle),
  ];
}

const rule = (pen: string, y: number, { left, columns }: Place): Html =>
  element("path", { class: pen, d: `M${left} ${y}h${columns}` });

/** The names of the lines to compare with, each above its line; those too near to each other share a place. */
function namesOf(lines: readonly Reference[], place: Place, valued: (y: number) => string): Html[] {
  const labels: { readonly y: number; text: string }[] = [];
  for (const { name, y } of [...lines].sort((a, b) => b.y - a.y)) {
    const text = `${name} ${valued(y)}`;
    const near = labels.find((label) => Math.abs(label.y - place.y(y)) < LINE_HEIGHT);
    if (near) near.text += `, ${text}`;
    else labels.push({ y: place.y(y), text });
  }
  return labels.map(({ y, text }) => {
    const isAtTop = y < MARGIN.top + LINE_HEIGHT;
    const at = { x: WIDTH - MARGIN.right, y: isAtTop ? y + 12 : y - 4, "text-anchor": "end", class: "name" };
    return element("text", at, text);
  });
}

/** The line of a series; where there are more points than units of width, one value a unit. A point between gaps is a dot. */
function pathOf(points: readonly Point[], { low, high }: Axis, place: Place): string {
  const { left, columns } = place;
  const all =
    points.length <= columns
      ? points.map(({ x, y }) => ({ at: place.x(x), y }))
      : resample(points, columns, (x) => Math.round(place.x(x) - left), high - low).map((y, column) => ({
          at: left + column,
          y,
        }));
  let isDown = false;
  return all
    .map(({ at, y }) => {
      const command = isDown ? "L" : "M";
      isDown = !Number.isNaN(y);
      const dot = command === "M" ? "h0" : "";
      return isDown ? `${command}${at} ${place.y(y)}${dot}` : "";
    })
    .join("");
}

function extentOf(values: readonly number[]): { readonly low: number; readonly high: number } {
  return {
    low: values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    high: values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  };
}

const round = (x: number): number => Math.round(10 * x) / 10;
