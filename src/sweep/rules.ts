import { refuse, suggest, type Task } from "../lab/index.js";
import { stream } from "../rng/index.js";
import { type Axis, isRange, isWhole, variables } from "./axis.js";
import type { Plain } from "./path.js";
import type { Search, SweepFile } from "./schema.js";
import { draws, grid, gridSize } from "./search.js";
import type { Setting } from "./setting.js";
import type { Source } from "./source.js";

/** More runs than these are a mistake in the file. */
const MOST_RUNS = 100_000;

/** The axes below a path of the file. Throws BadInput for a name that cannot vary. */
export function axesOf(vary: Plain, path: readonly string[], source: Source): Axis[] {
  const known = [...variables.keys(), "task.T"];
  return Object.entries(vary)
    .filter(([, values]) => values !== undefined)
    .map(([name, values]) => {
      const here = [...path, name];
      if (name === "seed")
        refuseAt(
          source,
          here,
          " cannot vary: seeds are an axis of their own; write seeds: 5 at the top level.",
        );
      if (!variables.has(name) && !name.startsWith("task."))
        refuseAt(source, here, ` is nothing that can vary; ${suggestion(name, known)}.`);
      const axis = values as Axis["values"];
      if (!isRange(axis)) checkRepeats(axis, here, source);
      return { name, values: axis, isWhole: isWhole(name, axis) };
    });
}

/** A field by its last name alone is that field. */
function suggestion(name: string, known: readonly string[]): string {
  const path = known.find((one) => one.endsWith(`.${name}`));
  return path === undefined ? suggest(name, known) : `write "${path}"`;
}

function checkRepeats(values: readonly unknown[], path: readonly string[], source: Source): void {
  const seen = new Set<string>();
  for (const [i, value] of values.entries()) {
    const text = JSON.stringify(value);
    if (seen.has(text)) refuseAt(source, [...path, i], ` repeats ${text}; leave it out.`);
    seen.add(text);
  }
}

/** Rules between the parts of a file. */
export function checkTogether(
  { fair }: SweepFile,
  search: Search,
  axes: readonly Axis[],
  tuned: readonly Axis[],
  source: Source,
): void {
  const names = [...axes, ...tuned].map(({ name }) => name);
  const twice = tuned.find(({ name }) => axes.some((axis) => axis.name === name));
  if (twice)
    refuseAt(source, ["tune", "vary", twice.name], " is varied already; leave it out of vary or of tune.");
  if (fair !== undefined) {
    const size = ["hidden", "layers"].find((name) => names.includes(name));
    if (size !== undefined)
      refuseAt(
        source,
        ["fair"],
        `: equal parameter counts solve the hidden size, so ${size} cannot vary; leave out one of them.`,
      );
  }
  if (search.kind !== "halving") return;
  const fixed = ["steps", "evaluate.every"].find((name) => names.includes(name));
  if (fixed !== undefined)
    refuseAt(
      source,
      ["vary", fixed],
      " cannot vary: halving decides when settings are judged; leave it out.",
    );
  if (tuned.length > 0) refuseAt(source, ["tune"], ": halving tunes by itself; leave out one of them.");
}

/** Halving needs a first round before the end, and what ranks settings must be measured. */
export function checkRanking(
  search: Search,
  tuneMetric: string | undefined,
  setting: Setting,
  task: Task,
  source: Source,
): void {
  const { steps } = setting.experiment;
  if (search.kind === "halving" && search.start >= steps)
    refuseAt(
      source,
      ["search", "start"],
      ` must be below the experiment's steps, ${steps}, but it was ${search.start}; write e.g. ${Math.ceil(steps / 10)}.`,
    );
  const [path, metric] =
    search.kind === "halving" ? (["search", search.metric] as const) : (["tune", tuneMetric] as const);
  if (metric === undefined) return;
  const batch = task.sample(stream(setting.experiment.seed, "evaluation"), 1);
  const known = ["loss", ...Object.keys(task.score(task.ideal(batch), batch))];
  if (!known.includes(metric))
    refuseAt(
      source,
      [path, "metric"],
      ` must be what the task measures, but it was ${JSON.stringify(metric)}; ${suggest(metric, known)}.`,
    );
}

/** So many seeds from the first on, or those listed. */
export function seedsOf(given: SweepFile["seeds"], first: number, source: Source): readonly number[] {
  if (typeof given === "number") return Array.from({ length: given }, (_, i) => first + i);
  checkRepeats(given, ["seeds"], source);
  return given;
}

/** The values of every setting that a search runs. */
export function chosenBy(search: Search, axes: readonly Axis[], source: Source): readonly Plain[] {
  const n = search.kind === "grid" ? undefined : search.n;
  if (n !== undefined && search.kind !== "grid") {
    if (axes.length === 0)
      refuseAt(source, ["search"], " has nothing to draw from; write vary: with an axis.");
    return draws(axes, n, search.seed);
  }
  const open = axes.find(({ values }) => isRange(values) && values.points === undefined);
  if (open)
    refuseAt(
      source,
      ["vary", open.name],
      " is a range, of which a grid needs to know how many values; write points: 5, or search: { kind: random, n: 20 }.",
    );
  const size = gridSize(axes);
  if (size > MOST_RUNS)
    refuseAt(
      source,
      ["vary"],
      `: these are ${size} settings, more than ${MOST_RUNS}; give fewer values or search at random.`,
    );
  return grid(axes);
}

/** Refuses what no machine finishes. */
export function checkSize(runs: number, source: Source): void {
  if (runs > MOST_RUNS)
    refuseAt(
      source,
      ["vary"],
      `: these are ${runs} runs, more than ${MOST_RUNS}; give fewer values or search at random.`,
    );
}

/** Throws BadInput: the place, the name of what is there, and the rest of the sentence. */
export function refuseAt(source: Source, path: readonly PropertyKey[], rest: string): never {
  return refuse(source.place(path) + source.name(path) + rest);
}
