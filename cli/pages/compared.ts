import {
  lossChart,
  profileChart,
  type Style,
  significant,
  table,
  topState,
  verdict,
} from "../../src/report/index.js";
import { type StoredRun, settingsOf } from "../../src/store/index.js";
import type { Told } from "../follow.js";
import { wrapped } from "../text.js";

/** A stored run and what it told. */
export interface Compared {
  readonly run: StoredRun;
  readonly told: Told;
}

/** Loss and profiles of several runs in one chart each, and a table of the settings in which they differ. */
export function comparedPage(runs: readonly Compared[], style: Style): string {
  const [first] = runs;
  if (!first) return "";
  const { baseline, plateaus } = first.told.start;
  const sameTask = runs.every(({ told: { start } }) => start.baseline === baseline);
  // Evaluations are on one fixed set a seed; batches are noise around them.
  const evaluated = runs.every(({ told }) => told.evaluations.length > 1);
  const lines = runs.map(({ run, told }) => ({
    name: run.id,
    points: evaluated ? told.evaluations : told.losses,
  }));
  const title = evaluated ? "Loss of the evaluations" : "Loss of the training batches";
  const loss = lossChart({ title, runs: lines, baseline, plateaus: sameTask ? plateaus : [] }, style);
  const curves = runs.flatMap(({ run, told }) => {
    const profile = told.profileAtEnd ?? told.profileAtStart;
    const top = profile && topState(profile);
    return top ? [{ name: run.id, log10: top.log10 }] : [];
  });
  return [
    loss,
    ...(curves.length > 0 ? [profileChart(curves, style, "Gradient through time, as last measured")] : []),
    differencesTable(runs, style),
    ...(sameTask
      ? []
      : [wrapped("The tasks differ: the baseline drawn is that of the first run.", style.width)]),
  ].join("\n\n");
}

/** The runs, what differs among their settings, and how they ended. */
function differencesTable(runs: readonly Compared[], style: Style): string {
  const settings = runs.map(({ run }) => settingsOf(run));
  const names = [...new Set(settings.flatMap((of) => Object.keys(of)))].filter(
    (name) => new Set(settings.map((of) => of[name])).size > 1,
  );
  const head = ["run", ...names, "outcome", "step", "loss"];
  const rows = runs.map(({ run, told }, i) => [
    run.id,
    ...names.map((name) => shown(settings[i]?.[name])),
    run.summary ? verdict(told) : run.state,
    String(told.end.step),
    told.end.evaluation ? significant(told.end.evaluation.loss) : "",
  ]);
  // A column a run where there are more settings than fit beside each other.
  if (head.length <= WIDEST) return table(head, rows, style);
  const turned = head.slice(1).map((name, i) => [name, ...rows.map((row) => row[i + 1] ?? "")]);
  return table(["", ...runs.map(({ run }) => run.id)], turned, style);
}

const WIDEST = 7;

const shown = (value: string | number | boolean | undefined): string =>
  value === undefined ? "" : String(value);
