import type { RunRecord } from "../lab/index.js";
import { readRecords, type StoredRun } from "./run.js";

/** One value of a table: undefined where a record has no such field. */
export type Cell = string | number | boolean | undefined;

/** A table of records, a column after another. */
export interface Columns {
  readonly names: readonly string[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

/** Columns that every export has, in their order; metrics of the tasks and settings follow. */
const FIRST = ["run", "kind", "step", "loss", "gradientNorm", "clipScale", "solved"] as const;

/**
 * One row for each step and each evaluation of the runs; metrics as `metric.<name>`. With `settings`, every setting of the
 * experiment as `setting.<path>`, the same in all rows of a run.
 */
export function metricRows(
  runs: Iterable<StoredRun>,
  options: { readonly settings?: boolean } = {},
): Columns {
  const rows: Record<string, Cell>[] = [];
  for (const run of runs) {
    const settings = options.settings ? prefixed("setting", settingsOf(run)) : {};
    for (const record of readRecords(run)) {
      const facts = factsOf(record);
      if (facts) rows.push({ run: run.id, ...facts, ...settings });
    }
  }
  const others = new Set(rows.flatMap((row) => Object.keys(row)));
  for (const name of FIRST) others.delete(name);
  const sorted = [...others].sort((a, b) => (a < b ? -1 : 1));
  return { names: [...FIRST, ...sorted], rows };
}

function factsOf(record: RunRecord): Record<string, Cell> | undefined {
  if (record.kind === "step") return { ...record };
  if (record.kind !== "evaluation") return undefined;
  const { metrics, ...facts } = record;
  const { loss: _, ...others } = metrics;
  return { ...facts, ...prefixed("metric", others) };
}

/** One row for each profile, state and time step: log10 of the gradient norm. */
export function profileRows(runs: Iterable<StoredRun>): Columns {
  const rows: Record<string, Cell>[] = [];
  for (const run of runs)
    for (const record of readRecords(run)) {
      if (record.kind !== "profile") continue;
      for (const { layer, state, log10 } of record.profile.states)
        log10.forEach((y, i) => {
          rows.push({ run: run.id, step: record.step, layer, state, t: i + 1, log10: y });
        });
    }
  return { names: ["run", "step", "layer", "state", "t", "log10"], rows };
}

function prefixed(prefix: string, values: Readonly<Record<string, Cell>>): Record<string, Cell> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));
}

/** The settings of a run by their path: "task.T", "layers.0.cell", "chain", and the backend that ran it. */
export function settingsOf({ file: { start } }: StoredRun): Readonly<Record<string, Cell>> {
  const found: Record<string, Cell> = {};
  const visit = (value: unknown, path: string) => {
    if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value)) visit(inner, path === "" ? key : `${path}.${key}`);
    else if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      found[path] = value;
  };
  visit(start.experiment, "");
  return { ...found, "ran on": start.backend, "ran in": start.precision, hindsight: start.hindsight };
}
