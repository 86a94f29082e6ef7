import { parseExperiment } from "./experiment.js";
import { run } from "./run.js";
/**
 * Runs an experiment on a task to its end and collects all records: `run` for short scripts.
 *
 * @throws BadInput as `parseExperiment` and `run`
 */
export async function train(input, task, options = {}) {
    const experiment = parseExperiment({ ...input, task: { ...task.options, name: task.name } });
    const records = [];
    for await (const record of run(experiment, task, options))
        records.push(record);
    return records;
}
