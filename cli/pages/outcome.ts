import type { StartRecord, Task } from "../../src/lab/index.js";
import type { Profile, StateProfile } from "../../src/probe/index.js";
import {
  count,
  depthChart,
  lossChart,
  type ProfileCurve,
  profileChart,
  profileTable,
  type Style,
  sentence,
  significant,
  spectrumTable,
  topState,
} from "../../src/report/index.js";
import type { Told } from "../follow.js";
import { solvedLoss } from "../solved.js";
import { wrapped } from "../text.js";
import { nonFiniteText } from "./blackbox.js";

/** Lines on what is about to run. */
export function heading(task: Task, name: string, start: StartRecord, style: Style): string {
  const options = Object.entries(task.options).map(([key, value]) => `${key} ${String(value)}`);
  const { seed, init, omega } = start.experiment as {
    seed?: number;
    init?: { preset?: string };
    omega?: number;
  };
  const patience = Number(start.experiment.patience) || 0;
  const links = [...(omega ? [`omega ${omega}`] : []), ...start.chain].join(", then ");
  const facts = [
    `${count(start.parameters)} parameters, init ${init?.preset}, seed ${seed}`,
    links + (patience > 0 ? `; patience of ${count(patience)} evaluations` : ""),
    `${start.backend}, ${start.precision}`,
  ];
  return [`${task.name} (${options.join(", ")}), ${name}`, ...facts]
    .map((line) => wrapped(line, style.width))
    .join("\n");
}

/** The charts, the table and the sentence at the end of a run. */
export function outcomePage(task: Task, criterion: string | undefined, told: Told, style: Style): string {
  const { losses, evaluations } = told;
  const runs = [
    { name: "training batches", points: losses },
    ...(evaluations.length > 0 ? [{ name: "evaluation", points: evaluations }] : []),
  ];
  const solved = solvedLoss(task, criterion);
  const chart = lossChart(
    { runs, baseline: task.baseline, plateaus: task.plateaus, ...(solved !== undefined && { solved }) },
    style,
  );
  return [
    ...(losses.length > 0 ? [chart] : []),
    ...profilesOf(told, style),
    ...omegaOf(told, style),
    sentence(told, style),
    ...(told.end.nonFinite ? [nonFiniteText(told.end.nonFinite, style)] : []),
  ].join("\n\n");
}

/** What became of the regulariser. */
function omegaOf({ omegas }: Told, style: Style): string[] {
  const [first, last] = [omegas[0], omegas.at(-1)];
  if (!first || !last) return [];
  const text =
    `Ω, the mean of (‖Jᵀd‖²/‖d‖² - 1)² over the steps, 0 where each keeps the gradient's norm: ` +
    `${significant(first.y)} at step ${count(first.x)}, ${significant(last.y)} at step ${count(last.x)}.`;
  return [wrapped(text, style.width)];
}

/** How the gradient reached the steps before and after training, drawn for the top layer and in numbers for all. */
function profilesOf({ profileAtStart, profileAtEnd, end }: Told, style: Style): string[] {
  const last = end.restoredFrom ?? end.step;
  const moments: [string, Profile | undefined][] = [
    ["before training", profileAtStart],
    [`after ${count(last)} ${last === 1 ? "step" : "steps"}`, profileAtEnd],
  ];
  const measured = moments.flatMap(([when, profile]) => (profile ? [{ when, profile }] : []));
  const curves = measured.flatMap(({ when, profile }): ProfileCurve[] => {
    const top = topState(profile);
    return top ? [{ name: when, log10: top.log10 }] : [];
  });
  const spectra = measured.flatMap(({ when, profile }) =>
    (profile.spectra ?? []).map((spectrum) => ({ name: `${spectrum.parameter} ${when}`, spectrum })),
  );
  const spectral = spectra.length > 0 ? [spectrumTable(spectra, style)] : [];
  const stacks = measured.flatMap(({ when, profile }) =>
    profile.layers ? [{ name: when, layers: profile.layers }] : [],
  );
  if (stacks.length > 0) return [depthChart(stacks, "gradient", style), ...spectral];
  if (curves.length === 0) return spectral;
  const rows = measured.flatMap(({ when, profile }) =>
    profile.states.map((state) => ({
      name: `${stateName(state, profile)} ${when}`,
      T: profile.T,
      decay: state.decay,
    })),
  );
  return [profileChart(curves, style), profileTable(rows, style), ...spectral];
}

/** "c", or "layer 2 c" in a stack; layers are counted from 1 for people. */
export function stateName({ layer, state }: StateProfile, { states }: Profile): string {
  return states.some((other) => other.layer !== layer) ? `layer ${layer + 1} ${state}` : state;
}
