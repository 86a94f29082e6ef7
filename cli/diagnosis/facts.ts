import { type Facts, factsOf } from "../../src/diagnose/index.js";
import { type Experiment, network, type Task, worthOf } from "../../src/lab/index.js";
import { stream } from "../../src/rng/index.js";

/** Sequences that say what the present input alone is worth; 0.95 is seen with a few. */
const SEQUENCES = 100;

/** What is known of an experiment before it runs. Draws some sequences of the task; runs no network. */
export function factsFor(task: Task, experiment: Experiment): Facts {
  const batch = task.sample(stream(experiment.seed, "diagnose"), 1);
  const { worth } = worthOf(task, [1], { seed: experiment.seed, sequences: SEQUENCES });
  return factsOf(task, experiment, network(experiment, task), batch, worth[0]?.loss);
}
