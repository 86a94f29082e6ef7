import type { Task } from "../../src/lab/index.js";
import { fitDecay, type Profile, type StateProfile } from "../../src/probe/index.js";
import {
  fromLog10,
  profileChart,
  type Style,
  significant,
  spectrumTable,
  table,
  topState,
} from "../../src/report/index.js";
import { wrapped } from "../text.js";
import { stateName } from "./outcome.js";

/** The profiles of one combination before training, one a seed. */
export interface Measured {
  readonly name: string;
  readonly profiles: readonly Profile[];
}

/** A chart of what the readouts see, and a table: of all states for one combination, of those drawn for several. */
export function profilePage(task: Task, measured: readonly Measured[], style: Style, state?: string): string {
  const tops = measured.map(({ name, profiles }) => ({
    name,
    states: profiles.flatMap((p) => shownState(p, state) ?? []),
  }));
  if (tops.every(({ states }) => states.length === 0))
    return "There is nothing to profile: no layer has a state.";
  const curves = tops.map(({ name, states }) => ({ name, log10: geometricMean(states) }));
  const title = `Gradient through time before training (${task.name}, T = ${task.steps})`;
  const [only] = measured;
  const rows = only && measured.length === 1 ? statesOf(only) : tops;
  const seeds = only?.profiles.length ?? 1;
  const head = ["", "rate", "half-life", "horizon", "reach", ...(seeds > 1 ? ["over seeds"] : [])];
  const notes =
    seeds > 1
      ? `Geometric means over ${seeds} seeds. reach: the gradient at t = 1 relative to the last, and its range.`
      : "reach: the gradient at t = 1 relative to the last.";
  return [
    profileChart(curves, style, title),
    table(head, rows.flatMap(rowOf), style),
    wrapped(notes, style.width),
    ...spectraOf(measured, style),
  ].join("\n\n");
}

/** The state of this name nearest to the readout; without a name, or where there is none, all of the top layer. */
export function shownState(profile: Profile, name: string | undefined): StateProfile | undefined {
  return profile.states.findLast(({ state }) => state === name) ?? topState(profile);
}

/** Of the first seed, where spectra were asked for. */
function spectraOf(measured: readonly Measured[], style: Style): string[] {
  const rows = measured.flatMap(({ name, profiles }) =>
    (profiles[0]?.spectra ?? []).map((spectrum) => ({ name: `${name}: ${spectrum.parameter}`, spectrum })),
  );
  return rows.length > 0 ? [`Spectra, of the first seed\n${spectrumTable(rows, style)}`] : [];
}

/** One state, measured with several seeds. */
interface Row {
  readonly name: string;
  readonly states: readonly StateProfile[];
}

function statesOf({ name, profiles }: Measured): Row[] {
  const [first] = profiles;
  return (first?.states ?? []).map((state, i) => ({
    name: first && first.states.length > 1 ? `${name}: ${stateName(state, first)}` : name,
    states: profiles.flatMap(({ states }) => states[i] ?? []),
  }));
}

function rowOf({ name, states }: Row): string[][] {
  if (states.length === 0) return [];
  const mean = geometricMean(states);
  const { rate, halfLife, horizon, log10Ratio } = fitDecay(mean);
  const reach = states.map(({ decay }) => decay.log10Ratio);
  const range = `${fromLog10(Math.min(...reach))} .. ${fromLog10(Math.max(...reach))}`;
  const facts = [
    significant(rate),
    significant(halfLife),
    `${horizon} of ${mean.length - 1}`,
    fromLog10(log10Ratio),
  ];
  return [[name, ...facts, ...(states.length > 1 ? [range] : [])]];
}

/** Mean of log10 at every step; where the sequences differ in length, over the last steps that all of them have. */
function geometricMean(states: readonly StateProfile[]): number[] {
  if (states.length === 0) return [];
  const T = Math.min(...states.map(({ log10 }) => log10.length));
  const curves = states.map(({ log10 }) => log10.slice(log10.length - T));
  return Array.from({ length: T }, (_, t) => {
    return curves.reduce((sum, curve) => sum + (curve[t] ?? Number.NaN), 0) / curves.length;
  });
}
