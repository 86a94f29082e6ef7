import {
  type EndRecord,
  type Experiment,
  type ProbeRecord,
  parseExperiment,
  type RunRecord,
  type Task,
} from "../src/lab/index.js";
import { readRecords, type StoredRun } from "../src/store/index.js";
import { makeTask } from "../tasks/index.js";
import { follow, type Told } from "./follow.js";
import { networkName } from "./options/record.js";

/** The task and the experiment of a stored run. Throws BadInput or RangeError for those that this version cannot make. */
export function experimentOf({ file }: StoredRun): { task: Task; experiment: Experiment } {
  const experiment = parseExperiment(file.start.experiment);
  const { name, ...options } = experiment.task;
  return { task: makeTask(name, options), experiment };
}

/** What a stored run told; one without an end is told as interrupted where it stands. */
export function toldOf(run: StoredRun): Promise<Told> {
  return follow(networkName(experimentOf(run).experiment), withEnd(run), () => undefined);
}

/** The probes that a stored run took on the way. */
export const probesOf = (run: StoredRun): ProbeRecord[] =>
  [...readRecords(run)].filter((record) => record.kind === "probe");

async function* withEnd(run: StoredRun): AsyncGenerator<RunRecord> {
  let end: EndRecord = { kind: "end", status: "interrupted", step: 0, hash: "" };
  let hasEnd = false;
  for (const record of readRecords(run)) {
    yield record;
    if (record.kind === "end") hasEnd = true;
    if (record.kind === "step") end = { ...end, step: record.step };
    if (record.kind === "evaluation")
      end = { ...end, evaluation: { loss: record.loss, metrics: record.metrics } };
    if (record.kind === "evaluation" && record.solved) end = { solvedAt: record.step, ...end };
  }
  if (!hasEnd) yield end;
}
