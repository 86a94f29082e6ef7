import type { Experiment, Task } from "../../src/lab/index.js";
import { count, type Style, significant, table } from "../../src/report/index.js";
import type { RunEntry, Store, StoredRun } from "../../src/store/index.js";
import type { Told } from "../follow.js";
import { networkName } from "../options/record.js";
import { shortPath } from "../stored.js";
import { wrapped } from "../text.js";
import { heading, outcomePage } from "./outcome.js";

/** The list of runs, and how many there are besides. */
export function listPage(
  entries: readonly RunEntry[],
  { matching, all, store }: { readonly matching: number; readonly all: number; readonly store: Store },
  style: Style,
): string {
  const where = shortPath(store.folder);
  if (all === 0) return wrapped(`There are no runs in ${where}; hindsight train stores one.`, style.width);
  if (matching === 0) return wrapped(`None of the ${count(all)} runs in ${where} is like that.`, style.width);
  const rows = entries.map(({ id, state, step, steps, loss, seed, created }) => [
    id,
    state,
    `${count(step)} of ${count(steps)}`,
    loss === undefined ? "" : significant(loss),
    String(seed),
    `${created.slice(0, 10)} ${created.slice(11, 16)}`,
  ]);
  const head = ["run", "status", "steps", "loss", "seed", "begun (UTC)"];
  const whole = table(head, rows, style);
  // A name that is cut cannot be given to another command: then the time goes.
  const isWhole = entries.every(({ id }) => whole.includes(id));
  const shown = isWhole
    ? whole
    : table(
        head.slice(0, -1),
        rows.map((row) => row.slice(0, -1)),
        style,
      );
  const rest = matching - entries.length;
  const notes = rest > 0 ? [wrapped(`${count(rest)} more; --limit 0 lists all.`, style.width)] : [];
  return [shown, ...notes].join("\n\n");
}

/** What a run was, where its files are, its charts and its end. */
export function shownPage(
  run: StoredRun,
  task: Task,
  experiment: Experiment,
  told: Told,
  style: Style,
): string {
  const { file, folder, state, summary } = run;
  const { cpu, cores, host, system } = file.machine;
  const facts = [
    `begun ${file.created}${summary ? `, ended ${summary.ended}` : ""}, ${state}`,
    `on ${host}: ${cpu}, ${cores} cores, ${system}, Node ${told.start.node}`,
    `Hindsight ${told.start.hindsight}${file.commit === undefined ? "" : `, commit ${file.commit}`}`,
    `stored in ${shortPath(folder)}`,
  ];
  return [
    [
      heading(task, networkName(experiment), told.start, style),
      ...facts.map((fact) => wrapped(fact, style.width)),
    ].join("\n"),
    outcomePage(task, experiment.criterion, told, style),
    ...(state === "diverged" && told.end.nonFinite
      ? [`hindsight replay ${run.id} makes that step again.`]
      : []),
    ...(state === "unfinished" || state === "interrupted"
      ? [`hindsight resume ${run.id} goes on with it.`]
      : []),
  ].join("\n\n");
}
