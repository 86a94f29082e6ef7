import type { Metrics } from "../../src/lab/index.js";
import type { LayerProfile } from "../../src/probe/index.js";
import {
  chart,
  count,
  type DepthCurve,
  depthChart,
  depthSentence,
  fromLog10,
  histograms,
  type Style,
  significant,
  table,
  verdict,
} from "../../src/report/index.js";
import type { Told } from "../follow.js";
import { wrapped } from "../text.js";

/** Fresh stacks: signal and gradient against the layer, their distributions, a sentence each. */
export function depthPage(stacks: readonly DepthCurve[], style: Style): string {
  return [
    depthChart(stacks, "signal", style),
    depthChart(stacks, "gradient", style),
    ...stacks.map((one) => histograms(one, style)),
    stacks.map((one) => depthSentence(one, style)).join("\n"),
  ].join("\n\n");
}

/** A stack that was trained, with what every evaluation measured. */
export interface TrainedStack extends Told {
  readonly metrics: readonly { readonly step: number; readonly metrics: Metrics }[];
}

/** Trained stacks: accuracy against the step, the gradient by layer before training, and a table. */
export function trainedPage(stacks: readonly TrainedStack[], style: Style): string {
  const accuracy = chart(
    {
      title: "Accuracy on two spirals while training",
      xTitle: "step",
      yTitle: "accuracy on the evaluation set",
      scale: "linear",
      series: stacks.map(({ name, metrics }) => ({
        name,
        points: metrics.map((one) => ({ x: one.step, y: one.metrics.accuracy ?? Number.NaN })),
      })),
      references: [{ name: "guessing", y: 0.5 }],
      holds: [1],
    },
    style,
  );
  const rows = stacks.map((told) => [
    told.name,
    reach(told.profileAtStart?.layers),
    reach(told.profileAtEnd?.layers),
    significant(told.end.evaluation?.loss ?? Number.NaN),
    percent(told.end.evaluation?.metrics.accuracy),
    verdict(told),
    count(told.end.step),
  ]);
  const head = ["", "g1/gL before", "after", "loss", "accuracy", "verdict", "steps"];
  const note = "g1/gL: the gradient of the task's loss at layer 1 relative to the top layer.";
  return [
    accuracy,
    ...gradients(stacks, style),
    `${table(head, rows, style)}\n${wrapped(note, style.width)}`,
  ].join("\n\n");
}

function gradients(stacks: readonly TrainedStack[], style: Style): string[] {
  const curves = stacks.flatMap(({ name, profileAtStart }): DepthCurve[] =>
    profileAtStart?.layers ? [{ name, layers: profileAtStart.layers }] : [],
  );
  return curves.length > 0
    ? [depthChart(curves, "gradient", style, "The gradient of the task's loss, before training")]
    : [];
}

function reach(layers: readonly LayerProfile[] | undefined): string {
  const [bottom, top] = [layers?.[0], layers?.at(-1)];
  return bottom && top ? fromLog10(bottom.gradient.log10 - top.gradient.log10) : "-";
}

function percent(share: number | undefined): string {
  return share === undefined ? "-" : `${(100 * share).toFixed(1)} %`;
}
