import { mean } from "d3-array";
import type { Experiment, Task } from "../../src/lab/index.js";
import type { StateProfile } from "../../src/probe/index.js";
import { fromLog10, heatMap, keptByBias, type Style, table, theoryOf } from "../../src/report/index.js";
import { wrapped } from "../text.js";
import { type Measured, shownState } from "./profile.js";

/** The profiles of one combination on one of several tasks. */
export interface MeasuredLag extends Measured {
  /** What sets the task apart, e.g. "T 50". */
  readonly length: string;
  readonly task: Task;
  readonly experiment: Experiment;
}

/** One row of the table: a combination on every task. */
interface Row {
  readonly name: string;
  readonly on: readonly MeasuredLag[];
}

/** How much of the gradient reaches t = 1: a row a combination, a column a task; the theory below, where there is one. */
export function lagsPage(measured: readonly MeasuredLag[], state: string | undefined, style: Style): string {
  const lengths = [...new Map(measured.map((one) => [one.length, one.task])).entries()];
  const rows = [...new Set(measured.map(({ name }) => name))].map((name) => ({
    name,
    on: measured.filter((one) => one.name === name),
  }));
  const head = ["first / last", ...lengths.map(([length]) => length)];
  const cells = ({ on }: Row) =>
    lengths.map(([length]) => {
      const found = on.find((one) => one.length === length);
      return found ? fromLog10(reachOf(found, state)) : "-";
    });
  const biases = [...new Set(measured.flatMap(({ experiment }) => experiment.init.forgetBias ?? []))];
  const theory = biases.map((bias) => [
    bias === "chrono" ? "chrono, theory" : `sigmoid(${bias})^(T-1)`,
    ...lengths.map(([, task]) => fromLog10(keptByBias(bias, task.steps, task.lag.max))),
  ]);
  return [
    ...mapOf(rows, state, style),
    table(head, [...rows.map((row) => [row.name, ...cells(row)]), ...theory], style),
    notes(measured, state, theory.length > 0, style),
  ].join("\n\n");
}

/** log10 of the gradient at t = 1 relative to the last: the mean over seeds. */
function reachOf({ profiles }: Measured, state: string | undefined): number {
  return mean(ratios(profiles, state)) ?? Number.NaN;
}

const ratios = (profiles: Measured["profiles"], state: string | undefined): number[] =>
  profiles.flatMap((profile): number[] => {
    const found: StateProfile | undefined = shownState(profile, state);
    return found ? [found.decay.log10Ratio] : [];
  });

/** Settings with a theory against T. */
const KNOWN = { forgetBias: "forget-bias", gain: "gain" } as const;

/** A map where the combinations differ in one of these settings alone; what is no number is left to the table. */
function mapOf(rows: readonly Row[], state: string | undefined, style: Style): string[] {
  for (const [key, name] of Object.entries(KNOWN) as ["forgetBias" | "gain", string][]) {
    const placed = rows.flatMap(({ on }) => {
      const value = on[0]?.experiment.init[key];
      return typeof value === "number" ? [{ value, on }] : [];
    });
    const isAxis = placed.length > 1 && new Set(placed.map(({ value }) => value)).size === placed.length;
    const times = [...new Set(rows.flatMap(({ on }) => on.map(({ task }) => task.steps)))];
    const others = rows.length - placed.length;
    const theory = theoryOf("T", name);
    if (!isAxis || others > 1 || !theory) continue;
    const sorted = placed.sort((a, b) => a.value - b.value);
    const at = (on: readonly MeasuredLag[], T: number) => on.find(({ task }) => task.steps === T);
    return [
      heatMap(
        {
          title: "Gradient at t = 1 relative to the last, before training",
          x: { name: "T", values: times },
          y: { name, values: sorted.map(({ value }) => value) },
          value: sorted.map(({ on }) =>
            times.map((T) => {
              const found = at(on, T);
              return found ? reachOf(found, state) : Number.NaN;
            }),
          ),
          kind: "log10",
          valueName: "first / last",
          theory,
        },
        style,
      ),
    ];
  }
  return [];
}

function notes(
  measured: readonly MeasuredLag[],
  state: string | undefined,
  hasTheory: boolean,
  style: Style,
) {
  const spans = measured.map(({ profiles }) => {
    const all = ratios(profiles, state).filter(Number.isFinite);
    return all.length > 1 ? Math.max(...all) - Math.min(...all) : 0;
  });
  const seeds = Math.max(...measured.map(({ profiles }) => profiles.length));
  const of = state === undefined ? "all states of the top layer" : `state ${state}`;
  const said = [
    `The gradient of ${of} at t = 1 relative to the last.`,
    ...(seeds > 1
      ? [
          `Geometric means over ${seeds} seeds, which lie at most ${Math.max(...spans).toFixed(1)} decades apart.`,
        ]
      : []),
    ...(hasTheory
      ? [
          "Theory: the bias alone decides the gate; a chrono start is taken over its units, as the norm takes them.",
        ]
      : []),
  ];
  return wrapped(said.join(" "), style.width);
}
