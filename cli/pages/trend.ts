import { chart, type Style, significant, spark, table } from "../../src/report/index.js";
import { wrapped } from "../text.js";
import { percent } from "./probe.js";
import { reachSpec, type Taken, tensorSpec, updateSpec } from "./probe-charts.js";

/** Moments of a run that the tables show. */
const MOMENTS = 5;

/** How the measurements changed over a run: charts of all probes, tables of some, each thing's moments together. */
export function trendPage(probes: readonly Taken[], style: Style): string {
  const shown = moments(probes);
  const hasTime = probes[0]?.layers.some(({ through }) => through !== undefined);
  const units = unitRows(shown, style);
  const of =
    shown.length < probes.length
      ? `${shown.length} of ${probes.length} probes are shown; all are in hindsight runs probe --json.`
      : "";
  const histograms = "A histogram reaches from the least value of its moment to the greatest.";
  return [
    ...(hasTime ? [chart(reachSpec(probes), style)] : []),
    chart(updateSpec(probes), style),
    chart(
      tensorSpec(probes, "Mean gradient of every tensor", "mean |dW|", (t) => t.meanAbsGrad),
      style,
    ),
    chart(
      tensorSpec(probes, "Weight norms", "|W|", (t) => t.norm),
      style,
    ),
    ...(units.length > 0
      ? [
          `States and gates over training\n${table(["", "step", "low", "high", "dead", "rank", "histogram"], units, style)}\n${wrapped("low, high: share of values within 5 % of an end of the range. dead: units that hardly change. rank: directions that the states use.", style.width)}`,
        ]
      : []),
    `Weights and gradients over training\n${table(["tensor", "step", "weights", "gradients"], tensorRows(shown, style), style)}`,
    wrapped([histograms, of].join(" ").trim(), style.width),
  ].join("\n\n");
}

/** The first, the last, and some between. */
function moments(probes: readonly Taken[]): Taken[] {
  const n = Math.min(MOMENTS, probes.length);
  return Array.from({ length: n }, (_, i) =>
    Math.round((i * (probes.length - 1)) / Math.max(1, n - 1)),
  ).flatMap((at) => probes[at] ?? []);
}

function unitRows(probes: readonly Taken[], style: Style): string[][] {
  const [first] = probes;
  return (first?.layers ?? []).flatMap(({ states, gates }, l) => {
    const of = (name: string) => (first && first.layers.length > 1 ? `layer ${l + 1} ${name}` : name);
    const over = (name: string, row: (probe: Taken) => string[] | undefined) =>
      probes.flatMap((probe, i) => {
        const cells = row(probe);
        return cells ? [[i === 0 ? of(name) : "", String(probe.step), ...cells]] : [];
      });
    return [
      ...states.flatMap(({ state }, i) =>
        over(state, ({ layers }) => {
          const s = layers[l]?.states[i];
          return (
            s && [
              percent(s.saturatedLow),
              percent(s.saturatedHigh),
              String(s.dead.length),
              significant(s.effectiveRank),
              spark(s.values.bins, style),
            ]
          );
        }),
      ),
      ...gates.flatMap(({ gate }, i) =>
        over(gate, ({ layers }) => {
          const g = layers[l]?.gates[i];
          return g && [percent(g.low), percent(g.high), "", "", spark(g.values.bins, style)];
        }),
      ),
    ];
  });
}

const tensorRows = (probes: readonly Taken[], style: Style): string[][] =>
  (probes[0]?.tensors ?? []).flatMap(({ name }, i) =>
    probes.map(({ step, tensors }, p) => {
      const tensor = tensors[i];
      const bins = tensor ? [tensor.weights.bins, tensor.gradients.bins] : [];
      return [p === 0 ? name : "", String(step), ...bins.map((one) => spark(one, style))];
    }),
  );
