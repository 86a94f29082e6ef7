import { type ExperimentInput, parseExperiment } from "./experiment.js";
import type { RunRecord } from "./record.js";
import { type RunOptions, run } from "./run.js";
import type { Task } from "./task.js";

/**
 * Runs an experiment on a task to its end and collects all records: `run` for short scripts.
 *
 * @throws BadInput as `parseExperiment` and `run`
 */
export async function train(
  input: Omit<ExperimentInput, "task">,
  task: Task,
  options: RunOptions = {},
): Promise<RunRecord[]> {
  const experiment = parseExperiment({ ...input, task: { ...task.options, name: task.name } });
  const records: RunRecord[] = [];
  for await (const record of run(experiment, task, options)) records.push(record);
  return records;
}
