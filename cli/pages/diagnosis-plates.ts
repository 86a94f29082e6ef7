import type { Experiment, Task } from "../../src/lab/index.js";
import type { Probe, Profile } from "../../src/probe/index.js";
import {
  type Chart,
  count,
  depthSpec,
  lossSpec,
  type Plate,
  profileSpec,
  topState,
} from "../../src/report/index.js";
import type { Told } from "../follow.js";
import { solvedLoss } from "../solved.js";
import { decaySentence, decaySpec, reachSpec, shareSpec, type Taken, updateSpec } from "./probe-charts.js";

/** How each chart is read, in a sentence. */
const READING = {
  profile:
    "How much of the gradient of the loss arrives at each time step. A flat line is a memory; a fall to the left forgets.",
  depth: "How much of the gradient at the top arrives at each layer.",
  reach: "What of the gradient at the last time step reached the first one. 1 is a memory.",
  loss: "At the baseline nothing is remembered.",
  norms: "Recent time steps make it up: it can look healthy while nothing reaches the first ones.",
  updates: "About 1e-3 is usual; far below nothing moves, near 1 everything is overwritten.",
} as const;

/** The charts of a run. */
export function runCharts(task: Task, experiment: Experiment, told: Told, probes: readonly Taken[]): Plate[] {
  const { profileAtStart, profileAtEnd, end, losses, gradientNorms, evaluations } = told;
  const profiles = [
    { name: "before training", profile: profileAtStart },
    { name: when(end.restoredFrom ?? end.step), profile: profileAtEnd },
  ];
  const solved = solvedLoss(task, experiment.criterion);
  const loss = lossSpec({
    runs: [
      { name: "training batches", points: losses },
      ...(evaluations.length > 0 ? [{ name: "evaluation", points: evaluations }] : []),
    ],
    baseline: task.baseline,
    plateaus: task.plateaus,
    ...(solved !== undefined && { solved }),
  });
  const norms: Chart = {
    title: "Gradient norm, all parameters together",
    xTitle: "step",
    yTitle: "norm before clipping (log axis)",
    scale: "log10",
    series: [{ name: "gradient", points: gradientNorms.map(({ x, y }) => ({ x, y: Math.log10(y) })) }],
  };
  const last = probes.at(-1);
  return [
    ...profilePlates(profiles),
    ...(probes.length > 1 && last?.layers.some(({ through }) => through)
      ? [{ chart: reachSpec(probes), reading: READING.reach }]
      : []),
    ...(last ? probePlates(last, `, ${when(last.step)}`) : []),
    { chart: loss, reading: READING.loss },
    { chart: norms, reading: READING.norms },
    ...(probes.length > 1 ? [{ chart: updateSpec(probes), reading: READING.updates }] : []),
  ];
}

const when = (step: number): string =>
  step === 0 ? "before training" : `after ${count(step)} ${step === 1 ? "step" : "steps"}`;

/** The gradient through time, or through the layers of a network without states. */
export function profilePlates(
  all: readonly { readonly name: string; readonly profile: Profile | undefined }[],
): Plate[] {
  const measured = all.flatMap(({ name, profile }) => (profile ? [{ name, profile }] : []));
  const curves = measured.flatMap(({ name, profile }) => {
    const top = topState(profile);
    return top ? [{ name, log10: top.log10 }] : [];
  });
  const stacks = measured.flatMap(({ name, profile }) =>
    profile.layers ? [{ name, layers: profile.layers }] : [],
  );
  return [
    ...(curves.length > 0 ? [{ chart: profileSpec(curves), reading: READING.profile }] : []),
    ...(stacks.length > 0 ? [{ chart: depthSpec(stacks, "gradient"), reading: READING.depth }] : []),
  ];
}

/** What one probe says of the way through time. */
export function probePlates({ layers }: Probe, when: string): Plate[] {
  return layers.flatMap(({ layer, through }) => {
    if (!through || through.split.total.length === 0) return [];
    const of = `${layers.length > 1 ? `, layer ${layer + 1}` : ""}${when}`;
    return [
      { chart: decaySpec(through, of), reading: decaySentence(through) },
      { chart: shareSpec(through, of) },
    ];
  });
}
