import type { DecaySplit, LayerProbe, Probe, TensorProbe, ThroughTime } from "../../src/probe/index.js";
import {
  chart,
  fromLog10,
  heatMap,
  profileChart,
  type Style,
  significant,
  spark,
  spectrumTable,
  table,
} from "../../src/report/index.js";
import { wrapped } from "../text.js";

/** Columns of the map of loss steps against input steps. */
const COLUMNS = 30;

/** Every measurement of one moment: charts and tables, layer after layer. */
export function probePage(title: string, probe: Probe, style: Style): string {
  return [
    wrapped(
      `${title}. Loss ${significant(probe.loss)}, gradient norm ${significant(probe.gradientNorm)}.`,
      style.width,
    ),
    ...probe.layers.flatMap((layer) => layerPage(layer, probe.layers.length > 1, style)),
    ...lossPart(probe, style),
    ...jacobianPart(probe, style),
    ...(probe.spectra && probe.spectra.length > 0
      ? [
          spectrumTable(
            probe.spectra.map((spectrum) => ({ name: spectrum.parameter, spectrum })),
            style,
          ),
        ]
      : []),
    tensorPart(probe.tensors, style),
    ...noisePart(probe, style),
    ...clipPart(probe, style),
  ].join("\n\n");
}

function layerPage(
  { layer, cell, through, states, gates }: LayerProbe,
  isOneOfMany: boolean,
  style: Style,
): string[] {
  const of = isOneOfMany ? `, layer ${layer} (${cell})` : "";
  return [
    ...(through ? throughParts(through, of, style) : []),
    ...(states.length > 0
      ? [
          `States${of}\n${table(
            ["", "at -1 or 0", "at 1", "dead", "std", "rank", "histogram"],
            states.map((s) => [
              s.range === "none" ? s.state : `${s.state} (${s.range})`,
              percent(s.saturatedLow),
              percent(s.saturatedHigh),
              `${s.dead.length} of ${s.units}`,
              significant(s.meanStd),
              `${significant(s.effectiveRank)} of ${s.units}`,
              spark(s.values.bins, style),
            ]),
            style,
          )}`,
        ]
      : []),
    ...(gates.length > 0
      ? [
          `Gates${of}\n${table(
            ["", "low", "high", "mean", "time constant 10-50-90 %", "histogram"],
            gates.map((g) => [
              g.keeps ? `${g.gate} (keeps)` : g.gate,
              percent(g.low),
              percent(g.high),
              significant(g.mean),
              g.timeConstant
                ? [g.timeConstant.p10, g.timeConstant.median, g.timeConstant.p90]
                    .map((x) => significant(x))
                    .join(" ")
                : "-",
              spark(g.values.bins, style),
            ]),
            style,
          )}`,
        ]
      : []),
  ];
}

const PARTS = ["weights", "activation", "gates", "meeting", "arriving", "total"] as const;
const MEANS: Readonly<Record<keyof DecaySplit, string>> = {
  weights: "products with matrices",
  activation: "derivatives of activations",
  gates: "products with gates and other values",
  meeting: "paths that meet",
  arriving: "losses of earlier steps",
  total: "all",
};

function throughParts(
  { log10, split, meanSplit, updateShare, last95 }: ThroughTime,
  of: string,
  style: Style,
): string[] {
  const present = PARTS.filter((p) => p === "total" || split[p].some((v) => v !== 0));
  const curves = Object.entries(log10).map(([name, curve]) => ({ name, log10: curve }));
  return [
    profileChart(curves, style, `Gradient through time${of}`),
    chart(
      {
        title: `Where the decay comes from${of}`,
        xTitle: "to time step t, from t + 1",
        yTitle: "ln of the factor",
        scale: "linear",
        series: present.map((p) => ({ name: p, points: split[p].map((y, i) => ({ x: i + 1, y })) })),
        references: [{ name: "kept", y: 0 }],
      },
      style,
    ),
    table(
      ["one step back", "", "ln", "factor"],
      present.map((p) => [p, MEANS[p], significant(meanSplit[p]), significant(Math.exp(meanSplit[p]))]),
      style,
    ),
    chart(
      {
        title: `Share of every time step in the update${of}`,
        xTitle: "time step t",
        yTitle: "share (log axis)",
        scale: "log10",
        series: [{ name: "share", points: updateShare.map((y, i) => ({ x: i + 1, y: Math.log10(y) })) }],
        notes: [`95 % of the update come from the last ${last95} of ${updateShare.length} steps.`],
      },
      style,
    ),
  ];
}

function lossPart({ lossByInput }: Probe, style: Style): string[] {
  const T = lossByInput?.log10[0]?.length ?? 0;
  if (!lossByInput || T === 0) return [];
  const n = Math.min(T, COLUMNS);
  const steps = Array.from({ length: n }, (_, i) => Math.ceil(((i + 1) * T) / n));
  return [
    heatMap(
      {
        title: "Which input steps a loss reaches back to (lowest layer)",
        x: { name: "input step t", values: steps },
        y: { name: "loss step s", values: lossByInput.lossSteps },
        value: lossByInput.log10.map((curve) => steps.map((t) => curve[t - 1] ?? Number.NaN)),
        kind: "log10",
        valueName: "gradient of the loss at s",
      },
      style,
    ),
  ];
}

function jacobianPart({ jacobian }: Probe, style: Style): string[] {
  if (!jacobian) return [];
  const { lyapunov, products, size } = jacobian;
  const line = `Lyapunov exponents, nats a step (${lyapunov.length} of ${size}): ${lyapunov.map((x) => significant(x)).join(", ")}.`;
  const names = ["greatest", "median", "least"] as const;
  return [
    ...(products
      ? [
          chart(
            {
              title: "Singular values of the Jacobian ds_T/ds_t, one sequence",
              xTitle: "from time step t",
              yTitle: "singular value (log axis)",
              scale: "log10",
              series: names.map((name) => ({ name, points: products.map((p) => ({ x: p.t, y: p[name] })) })),
              references: [{ name: "kept", y: 0 }],
            },
            style,
          ),
        ]
      : []),
    wrapped(line, style.width),
  ];
}

function tensorPart(tensors: readonly TensorProbe[], style: Style): string {
  const one = table(
    ["tensor", "norm", "growth", "max |w|", "|dW|", "mean |dW|", "zero", "update/|W|"],
    tensors.map((t) => [
      t.name,
      significant(t.norm),
      significant(t.growth),
      significant(t.maxAbs),
      significant(t.gradNorm),
      significant(t.meanAbsGrad),
      percent(t.shareOfZeroGrads),
      significant(t.updateRatio),
    ]),
    style,
  );
  const shapes = table(
    ["tensor", "weights", "low .. high", "gradients"],
    tensors.map(({ name, weights, gradients }) => [
      name,
      spark(weights.bins, style),
      `${significant(weights.low, 2)} .. ${significant(weights.high, 2)}`,
      spark(gradients.bins, style),
    ]),
    style,
  );
  return `Tensors, their gradients and the next update\n${one}\n\n${shapes}`;
}

function noisePart({ noise }: Probe, style: Style): string[] {
  if (!noise) return [];
  const { meanToStd, scale, cosine } = noise;
  return [
    wrapped(
      `Gradient noise over the batch: mean / std ${significant(meanToStd)}, noise scale ${significant(scale)} sequences, cosine of the two halves ${significant(cosine)}.`,
      style.width,
    ),
  ];
}

function clipPart({ clip }: Probe, style: Style): string[] {
  if (!clip) return [];
  const degrees = (180 / Math.PI) * Math.acos(Math.min(1, clip.cosine));
  return [
    wrapped(
      clip.scale === 1
        ? "Clipping leaves this gradient as it is."
        : `Clipping multiplies the gradient's norm by ${significant(clip.scale)} and turns it by ${significant(degrees, 2)} degrees (cosine ${significant(clip.cosine)}).`,
      style.width,
    ),
  ];
}

/** How the measurements changed over a run. */
export function trendPage(probes: readonly (Probe & { readonly step: number })[], style: Style): string {
  const [first] = probes;
  const over = (title: string, yTitle: string, read: (t: TensorProbe) => number) =>
    chart(
      {
        title,
        xTitle: "step",
        yTitle: `${yTitle} (log axis)`,
        scale: "log10",
        series: (first?.tensors ?? []).map(({ name }, i) => ({
          name,
          points: probes.map(({ step, tensors }) => {
            const tensor = tensors[i];
            return { x: step, y: tensor ? Math.log10(read(tensor)) : Number.NaN };
          }),
        })),
      },
      style,
    );
  const rows = probes.flatMap(({ step, layers }) =>
    layers.flatMap(({ layer, states, gates, through }) => [
      ...states.map((s) => [
        String(step),
        `${layer}.${s.state}`,
        percent(s.saturatedLow),
        percent(s.saturatedHigh),
        `${s.dead.length}`,
        significant(s.effectiveRank),
        spark(s.values.bins, style),
      ]),
      ...gates.map((g) => [
        String(step),
        `${layer}.${g.gate}`,
        percent(g.low),
        percent(g.high),
        "",
        "",
        spark(g.values.bins, style),
      ]),
      ...(through ? [[String(step), `${layer} reach`, "", "", "", fromLog10(reach(through)), ""]] : []),
    ]),
  );
  const histograms = table(
    ["step", "tensor", "weights", "gradients"],
    probes.flatMap(({ step, tensors }) =>
      tensors.map(({ name, weights, gradients }) => [
        String(step),
        name,
        spark(weights.bins, style),
        spark(gradients.bins, style),
      ]),
    ),
    style,
  );
  return [
    over("Update relative to the weights", "|update| / |W|", (t) => t.updateRatio),
    over("Mean gradient of every tensor", "mean |dW|", (t) => t.meanAbsGrad),
    over("Weight norms", "|W|", (t) => t.norm),
    `States and gates over training\n${table(["step", "", "low", "high", "dead", "rank or reach", "histogram"], rows, style)}`,
    `Weights and gradients over training\n${histograms}`,
  ].join("\n\n");
}

/** log10 of what reaches t = 1, relative to the last step, of all states of a layer. */
function reach({ log10, split }: ThroughTime): number {
  const curve =
    Object.entries(log10).find(([name]) => name.startsWith("("))?.[1] ?? Object.values(log10)[0] ?? [];
  return split.total.length === 0 ? 0 : (curve[0] ?? Number.NaN) - (curve.at(-1) ?? Number.NaN);
}

const percent = (share: number | undefined): string =>
  share === undefined ? "-" : `${significant(100 * share, 2)} %`;
