import type { Distribution, LayerProfile } from "../probe/index.js";
import { bars } from "./bars.js";
import { type Chart, chart } from "./chart.js";
import { fromLog10, significant } from "./numbers.js";
import { columnsOf, painter, type Style } from "./style.js";
import { wrap } from "./text.js";

/** The layers of one stack, lowest first. */
export interface DepthCurve {
  readonly name: string;
  readonly layers: readonly LayerProfile[];
}

/** Beyond so many powers of ten a signal or gradient is said to vanish or to explode. */
const DECADES = 3;

/**
 * Draws the signal of every layer relative to that of the lowest, or the gradient relative to that of the top layer,
 * against the layer, from the input on the left to the top on the right.
 */
export const depthChart = (
  curves: readonly DepthCurve[],
  what: "signal" | "gradient",
  style: Style,
  title?: string,
): string => chart({ ...depthSpec(curves, what, title), rows: 12 }, style);

/** Signal or gradient against the layer as a chart that is not drawn yet. */
export function depthSpec(
  curves: readonly DepthCurve[],
  what: "signal" | "gradient",
  title = what === "signal" ? "The signal on its way up" : "The gradient on its way back",
): Chart {
  const relative = curves.map(({ name, layers }) => {
    const from = what === "signal" ? layers[0] : layers.at(-1);
    const start = from?.[what].log10 ?? Number.NaN;
    return { name, points: layers.map((l) => ({ x: l.layer, y: l[what].log10 - start })) };
  });
  const lowest = curves.some(({ layers }) => layers[0]?.layer === 0) ? "the input" : "the lowest layer";
  const yTitle =
    what === "signal"
      ? `norm of the output, relative to ${lowest} (log axis)`
      : "norm of dL/dy, relative to the top layer (log axis)";
  const notes = [
    ...gaps(relative, (y) => y === Number.NEGATIVE_INFINITY, `the ${what} is exactly zero`),
    ...gaps(relative, (y) => Number.isNaN(y) || y === Number.POSITIVE_INFINITY, `the ${what} is not finite`),
  ];
  const xTitle = lowest === "the input" ? "layer (0: the input)" : "layer";
  return { title, xTitle, yTitle, scale: "log10", series: relative, notes };
}

function gaps(
  curves: readonly { name: string; points: readonly { y: number }[] }[],
  isGap: (y: number) => boolean,
  what: string,
): string[] {
  const names = curves.filter(({ points }) => points.some(({ y }) => isGap(y))).map(({ name }) => name);
  return names.length > 0 ? [`Gaps in ${names.join(", ")}: ${what} there, or what it is compared with.`] : [];
}

const ROWS = 8;
const LABEL = 8;

/** Histograms of activations and gradients, side by side, of some layers from the lowest to the top. */
export function histograms({ name, layers }: DepthCurve, style: Style): string {
  const picked = layers.filter((_, i) => isPicked(i, layers.length));
  const { bold, dim } = painter(style);
  const width = LABEL + 1 + (layers[0]?.signal.bins.length ?? 0) + 1 + LABEL;
  const head = `${"layer".padStart(5)}  ${"activations".padEnd(width)}  gradients`;
  const rows = picked.map(({ layer, signal, gradient }) =>
    `${(layer === 0 ? "input" : String(layer)).padStart(5)}  ${histogram(signal, style)}  ${histogram(gradient, style)}`.trimEnd(),
  );
  return [bold(`Distributions: ${name}`.slice(0, columnsOf(style))), dim(head), ...rows]
    .map((line) => line)
    .join("\n");
}

/** The first, the last, and others evenly between them. */
function isPicked(i: number, n: number): boolean {
  if (n <= ROWS) return true;
  return Array.from({ length: ROWS }, (_, k) => Math.round((k * (n - 1)) / (ROWS - 1))).includes(i);
}

function histogram({ low, high, bins, notFinite }: Distribution, style: Style): string {
  const labels = [low, high].map((v) => (notFinite > 0 ? "?" : significant(v, 2)));
  const drawn = notFinite === 1 ? "not finite".padEnd(bins.length) : bars(bins, style);
  return `${(labels[0] ?? "").padStart(LABEL)} ${drawn} ${(labels[1] ?? "").padEnd(LABEL)}`;
}

/** What became of signal and gradient, in a sentence or two. */
export function depthSentence({ name, layers }: DepthCurve, style: Style): string {
  const [first, top] = [layers[0], layers.at(-1)];
  if (!first || !top) return `${name}: there are no layers.`;
  const [bottom, start] =
    first.layer === 0
      ? ["the input", "that of the input"]
      : [`layer ${first.layer}`, `that of layer ${first.layer}`];
  const facts = [
    fate("signal", `layer ${top.layer} has`, start, first.signal, top.signal, brokenAt(layers, "signal")),
    fate(
      "gradient",
      `${bottom} gets`,
      "that of the top",
      top.gradient,
      first.gradient,
      brokenAt([...layers].reverse(), "gradient"),
    ),
  ];
  const alike = layers.find(({ layer, alike }) => layer > 0 && alike);
  if (alike)
    facts.push(
      `from layer ${alike.layer} on all units of a layer give the same, so the stack is no wider than one unit`,
    );
  return wrap(`${name}: ${facts.join("; ")}.`, style);
}

/** The first layer on the way whose values are not finite any more. */
function brokenAt(way: readonly LayerProfile[], what: "signal" | "gradient"): number | undefined {
  return way.find((l) => !Number.isFinite(l[what].norm))?.layer;
}

function fate(
  what: string,
  who: string,
  of: string,
  from: Distribution,
  to: Distribution,
  broken: number | undefined,
): string {
  if (broken !== undefined) return `the ${what} leaves the range of numbers at layer ${broken}`;
  const log10 = to.log10 - from.log10;
  if (to.norm === 0) return `the ${what} dies: ${who} exactly zero`;
  if (Number.isNaN(log10) || log10 === Number.POSITIVE_INFINITY)
    return `the ${what} has nothing to be compared with`;
  const verb = log10 < -DECADES ? "vanishes" : log10 > DECADES ? "explodes" : "arrives";
  return `the ${what} ${verb}: ${who} ${fromLog10(log10, 3)}${power(to.norm / from.norm)} times ${of}`;
}

/** " (exactly 2^-100)" for a power of two. */
function power(ratio: number): string {
  const exponent = Math.log2(ratio);
  return Number.isInteger(exponent) && 2 ** exponent === ratio ? ` (exactly 2^${exponent})` : "";
}
