import { type Chart, placeOn, whyEmpty } from "./chart.js";
import { details, element, type Html, htmlTable } from "./html.js";
import { count, fromLog10, significant } from "./numbers.js";
import type { Point } from "./resample.js";
import { drawing, penOf } from "./svg.js";

const TABLE_ROWS = 12;

/** A chart, and a sentence on how it is read. */
export interface Plate {
  readonly chart: Chart;
  readonly reading?: string;
}

/** Charts side by side where there is room. Those without a point are named in a sentence instead. */
export function plates(all: readonly Plate[]): Html {
  const known = all.map(({ chart, ...plate }) => ({ ...plate, chart: placed(chart) }));
  const isEmpty = ({ chart }: Plate) =>
    chart.series.every(({ points }) => points.every(({ y }) => Number.isNaN(y)));
  const missing = known.filter(isEmpty).map(({ chart }) => `${chart.title} (${whyEmpty(chart.scale)})`);
  return element(
    "div",
    {},
    element("div", { class: "charts" }, ...known.filter((plate) => !isEmpty(plate)).map(figure)),
    ...(missing.length > 0 ? [element("p", { class: "soft" }, `Not drawn: ${missing.join("; ")}.`)] : []),
  );
}

/** The chart with NaN for what has no place on its axis, and without such lines. */
function placed(chart: Chart): Chart {
  const hasPlace = placeOn(chart.scale);
  return {
    ...chart,
    series: chart.series.map(({ name, points }) => ({
      name,
      points: points.map(({ x, y }) => ({ x, y: hasPlace(y) ? y : Number.NaN })),
    })),
    references: (chart.references ?? []).filter(({ y }) => hasPlace(y)),
  };
}

/** Title and what to read from it, legend, drawing, and the numbers behind it as a table. */
function figure({ chart, reading = "" }: Plate): Html {
  const { title, xTitle, yTitle, scale, series, references = [], notes = [] } = chart;
  const valued = (y: number) => (scale === "log10" ? fromLog10(y, 3) : significant(y));
  const description = [
    `${yTitle} against ${xTitle}.`,
    ...series.map(({ name, points }) => `${name}: ${endsOf(points, valued)}.`),
    ...references.map(({ name, y }) => `${name}: ${valued(y)}.`),
  ].join(" ");
  return element(
    "figure",
    {},
    element("figcaption", {}, element("strong", {}, title), [reading, ...notes].join(" ").trim()),
    legend(series.map(({ name }) => name)),
    drawing(chart, description, valued),
    details("Numbers", numbers(chart, valued)),
  );
}

function legend(names: readonly string[]): Html {
  const sample = (i: number) =>
    element(
      "svg",
      { viewBox: "0 0 32 10", "aria-hidden": "true" },
      element("path", { class: penOf(i), d: "M1 5h30" }),
    );
  return element("ul", { class: "legend" }, ...names.map((name, i) => element("li", {}, sample(i), name)));
}

/** The numbers of some steps: those of the series that has fewest. */
function numbers({ title, xTitle, series }: Chart, valued: (y: number) => string): Html {
  const [fewest] = [...series].sort((a, b) => a.points.length - b.points.length);
  const steps = fewest?.points ?? [];
  const n = Math.min(TABLE_ROWS, steps.length);
  const rows = Array.from({ length: n }, (_, i) => {
    const at = steps[n === 1 ? 0 : Math.round((i * (steps.length - 1)) / (n - 1))]?.x ?? 0;
    const cells = series.map(({ points }) => {
      const y = points.find(({ x }) => x === at)?.y;
      return y === undefined || Number.isNaN(y) ? "-" : valued(y);
    });
    return [count(at), ...cells];
  });
  return htmlTable(`${title}, some of the numbers`, [xTitle, ...series.map(({ name }) => name)], rows);
}

function endsOf(points: readonly Point[], valued: (y: number) => string): string {
  const known = points.filter(({ y }) => !Number.isNaN(y));
  const [first, last] = [known[0], known.at(-1)];
  return first && last ? `from ${valued(first.y)} to ${valued(last.y)}` : "nothing to draw";
}
