import type { LayerProbe, Probe, TensorProbe, ThroughTime } from "../../src/probe/index.js";
import {
  chart,
  heatMap,
  profileChart,
  type Style,
  significant,
  spark,
  spectrumTable,
  table,
} from "../../src/report/index.js";
import { wrapped } from "../text.js";
import { decaySpec, MEANS, partsOf, shareSpec } from "./probe-charts.js";

/** Columns of the map of loss steps against input steps. */
const COLUMNS = 30;

/** What the columns mean. */
const NOTES = {
  states:
    "at -1 or 0, at 1: share of values within 5 % of that end. dead: units that hardly change. std: over steps and sequences. rank: how many directions the states use.",
  gates:
    "low, high: share of values within 5 % of that end. time constant: steps in which a gate of that mean forgets to 1/e; the 10th, 50th and 90th percentile of the units.",
  tensors:
    "growth: of the norm since step 0. |dW|: norm of the gradient; mean |dW|: what rules over weight gradients look at. zero: share of gradients that are exactly 0. update/|W|: norm of the next update over the tensor's. -: the tensor is, or began, at zero.",
} as const;

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
          )}\n${wrapped(NOTES.states, style.width)}`,
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
          )}\n${wrapped(NOTES.gates, style.width)}`,
        ]
      : []),
  ];
}

function throughParts(through: ThroughTime, of: string, style: Style): string[] {
  const { log10, meanSplit } = through;
  const curves = Object.entries(log10).map(([name, curve]) => ({ name, log10: curve }));
  return [
    `${profileChart(curves, style, `Gradient through time${of}`)}${curveNote(Object.keys(log10), style)}`,
    chart(decaySpec(through, of), style),
    table(
      ["one step back", "multiplies by", "ln", "factor"],
      partsOf(through).map((part) => [
        part,
        MEANS[part],
        significant(meanSplit[part]),
        significant(Math.exp(meanSplit[part])),
      ]),
      style,
    ),
    chart(shareSpec(through, of), style),
  ];
}

/** What the names of curves mean, where they do not say it themselves. */
function curveNote(names: readonly string[], style: Style): string {
  const whole = names.find((name) => name.startsWith("("));
  const before = names.find((name) => name.endsWith("_pre"));
  const notes = [
    ...(whole ? [`${whole}: all states as one vector.`] : []),
    ...(before ? [`${before}: what enters the gate ${before.slice(0, -4)}, before its activation.`] : []),
  ];
  return notes.length > 0 ? `\n${wrapped(notes.join(" "), style.width)}` : "";
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
      valued(t.growth),
      significant(t.maxAbs),
      significant(t.gradNorm),
      significant(t.meanAbsGrad),
      percent(t.shareOfZeroGrads),
      valued(t.updateRatio),
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
  return `Tensors, their gradients and the next update\n${one}\n${wrapped(NOTES.tensors, style.width)}\n\n${shapes}`;
}

function noisePart({ noise }: Probe, style: Style): string[] {
  if (!noise) return [];
  const { meanToStd, scale, cosine } = noise;
  return [
    wrapped(
      `Gradient noise over the batch: mean / std ${significant(meanToStd)}, noise scale ${significant(scale)} sequences (a batch in which noise is as large as the mean), cosine of the two halves ${significant(cosine)}.`,
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

const valued = (x: number): string => (Number.isFinite(x) ? significant(x) : "-");

export const percent = (share: number | undefined): string =>
  share === undefined ? "-" : `${significant(100 * share, 2)} %`;
