import type { Task } from "../../src/lab/index.js";
import { fitDecay, type Profile, type StateProfile } from "../../src/probe/index.js";
import { fromLog10, profileChart, type Style, significant, table, topState } from "../../src/report/index.js";
import { wrapped } from "../text.js";
import { stateName } from "./outcome.js";

/** The profiles of one combination before training, one a seed. */
export interface Measured {
  readonly name: string;
  readonly profiles: readonly Profile[];
}

/** A chart of the top layers' states, and a table of all states. */
export function profilePage(task: Task, measured: readonly Measured[], style: Style): string {
  const curves = measured.map(({ name, profiles }) => ({
    name,
    log10: geometricMean(profiles.flatMap((profile) => topState(profile) ?? [])),
  }));
  if (curves.every(({ log10 }) => log10.length === 0))
    return "There is nothing to profile: no layer has a state.";
  const title = `Gradient through time before training (${task.name}, T = ${task.steps})`;
  const seeds = measured[0]?.profiles.length ?? 1;
  const over = seeds > 1 ? `Geometric means over ${seeds} seeds. ` : "";
  const notes = `${over}reach: the gradient at t = 1 relative to the last${seeds > 1 ? ", and its range over the seeds" : ""}.`;
  return [
    profileChart(curves, style, title),
    table(head(seeds), measured.flatMap(rowsOf), style),
    wrapped(notes, style.width),
  ].join("\n\n");
}

function head(seeds: number): string[] {
  return ["", "rate", "half-life", "horizon", "reach", ...(seeds > 1 ? ["over seeds"] : [])];
}

function rowsOf({ name, profiles }: Measured): string[][] {
  const [first] = profiles;
  if (!first) return [];
  return first.states.map((state, i) => {
    const seeds = profiles.flatMap(({ states }) => states[i] ?? []);
    const { rate, halfLife, horizon, log10Ratio } = fitDecay(geometricMean(seeds));
    const reach = seeds.map(({ decay }) => decay.log10Ratio);
    const range = `${fromLog10(Math.min(...reach))} .. ${fromLog10(Math.max(...reach))}`;
    return [
      first.states.length > 1 ? `${name}: ${stateName(state, first)}` : name,
      significant(rate),
      significant(halfLife),
      `${horizon} of ${first.T - 1}`,
      fromLog10(log10Ratio),
      ...(seeds.length > 1 ? [range] : []),
    ];
  });
}

/** Mean of log10 at every step. */
function geometricMean(states: readonly StateProfile[]): number[] {
  const [first] = states;
  return (first?.log10 ?? []).map(
    (_, t) => states.reduce((sum, { log10 }) => sum + (log10[t] ?? Number.NaN), 0) / states.length,
  );
}
