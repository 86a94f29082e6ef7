import type { Engine } from "../engine/index.js";
import { norm } from "../optim/index.js";
import { type Profile, profileOf } from "../probe/index.js";
import { trainingData } from "./data.js";
import type { Experiment } from "./experiment.js";
import { differentiateWithProfile } from "./pass.js";
import { type PrepareOptions, prepare } from "./prepare.js";
import type { Batch, Task } from "./task.js";

/** One batch seen through the probe: loss, gradient norm and profile of the engine's present parameters. */
export interface Measurement {
  readonly profile: Profile;
  readonly loss: number;
  readonly gradientNorm: number;
}

/** Measures one batch. Overwrites `engine.grads`, changes no parameter. */
export function measure(engine: Engine, task: Task, batch: Batch): Measurement {
  const { loss, profile } = differentiateWithProfile(engine, task, batch);
  return { loss, gradientNorm: norm(engine.grads), profile: profileOf(profile, engine.network) };
}

/**
 * How the gradient reaches every step before any training, on the first training batch of the seed.
 *
 * @throws BadInput as `run`
 */
export async function initialProfile(
  experiment: Experiment,
  task: Task,
  options: PrepareOptions = {},
): Promise<Measurement & { readonly backend: string }> {
  const { engine } = await prepare(experiment, task, options);
  try {
    const backend = engine.description;
    return { ...measure(engine, task, trainingData(experiment, task)(0)), backend };
  } finally {
    engine.dispose();
  }
}
