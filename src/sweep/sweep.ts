import { fieldsOfExperiment, firstMistake, refuse } from "../lab/index.js";
import type { Axis } from "./axis.js";
import { culprit, type Paths, pathsOf } from "./culprit.js";
import { isRefusal, type MakeTask, ofEqualSize, settingOf, taskOf } from "./experiment.js";
import { isPlain, type Plain } from "./path.js";
import { axesOf, checkRanking, checkSize, checkTogether, chosenBy, refuseAt, seedsOf } from "./rules.js";
import { type Search, type SweepFile, sweepSchema } from "./schema.js";
import { draws } from "./search.js";
import type { Setting } from "./setting.js";
import type { Source } from "./source.js";

/** A sweep, checked: every one of its experiments fits its task. */
export interface Sweep {
  readonly axes: readonly Axis[];
  readonly settings: readonly Setting[];
  /** The same for every setting, so that settings can be compared in pairs. */
  readonly seeds: readonly number[];
  readonly search: Search;
  /** The same for every setting, too. */
  readonly tuning?: Tuning;
}

export interface Tuning {
  readonly metric: string;
  /** For every setting, by its name, the candidates of which the best is run. */
  readonly candidates: ReadonlyMap<string, readonly Setting[]>;
}

/**
 * The sweep of a description, as it is written in a file. Everything is checked before anything runs.
 *
 * @throws BadInput with one sentence that names the place (`source`)
 */
export function makeSweep(input: unknown, source: Source, makeTask: MakeTask): Sweep {
  const file = parseSweep(input, source);
  const written = input as { readonly experiment?: Plain; readonly vary?: Plain; readonly tune?: Plain };
  const base = written.experiment ?? {};
  // The schema puts keys in its own order; settings are named and compared in the order in which they were written.
  const inOrder = (vary: Plain, as: unknown): Plain =>
    Object.fromEntries(Object.keys(isPlain(as) ? as : {}).map((name) => [name, vary[name]]));
  const axes = axesOf(inOrder(file.vary, written.vary), ["vary"], source);
  const search: Search = typeof file.search === "string" ? { kind: file.search } : file.search;
  const tuned = file.tune
    ? axesOf(inOrder(file.tune.vary, written.tune?.vary), ["tune", "vary"], source)
    : [];
  checkTogether(file, search, axes, tuned, source);

  const seeds = seedsOf(file.seeds, typeof base.seed === "number" ? base.seed : 1, source);
  const chosen = chosenBy(search, axes, source);
  const trials = file.tune ? draws(tuned, file.tune.n, file.tune.seed) : [];
  checkSize(chosen.length * (seeds.length + trials.length), source);

  const seeded = { ...base, seed: seeds[0] ?? 1 };
  const checked = (values: Plain, paths: Paths): Setting => {
    try {
      return settingOf(seeded, values, makeTask);
    } catch (e) {
      if (!isRefusal(e)) throw e;
      return refuseAt(source, culprit(seeded, values, paths, makeTask), `: ${e.message}`);
    }
  };
  const settings = distinct(chosen.map((values) => checked(values, pathsOf(axes, ["vary"]))));
  for (const setting of settings)
    checkRanking(search, file.tune?.metric, setting, taskOf(setting.experiment, makeTask), source);
  const fair = file.fair === undefined ? settings : ofEqualSize(settings, makeTask);
  const tuning = file.tune && {
    metric: file.tune.metric,
    candidates: new Map(
      fair.map((setting) => {
        const all = trials.map((trial) =>
          checked({ ...setting.values, ...trial }, pathsOf(tuned, ["tune", "vary"])),
        );
        return [setting.name, distinct(all)] as const;
      }),
    ),
  };
  return { axes, settings: fair, seeds, search, ...(tuning && { tuning }) };
}

function parseSweep(input: unknown, source: Source): SweepFile {
  const result = sweepSchema.safeParse(input);
  if (result.success) return result.data;
  const fields = (path: readonly PropertyKey[]) => {
    if (path[0] === "experiment" && path.length > 1) return fieldsOfExperiment(path.slice(1));
    if (path[0] === "experiment") return [...Object.keys(sweepSchema.shape.experiment.shape)];
    if (path.length === 0) return Object.keys(sweepSchema.shape);
    return path.includes("vary") ? RANGE : SEARCH;
  };
  const { path, subject, rest } = firstMistake(result.error, input, fields);
  return refuse(source.place(path) + source.name(subject) + rest);
}

const RANGE = ["min", "max", "scale", "points"];
const SEARCH = ["kind", "n", "seed", "start", "eta", "metric", "vary"];

/** Dropping idle values can leave two settings with one name. */
function distinct(settings: readonly Setting[]): Setting[] {
  return [...new Map(settings.map((setting) => [setting.name, setting])).values()];
}
