import type { Engine } from "../engine/index.js";
import { norm } from "../optim/index.js";
import { isFeedForward, type Profile, profileOf } from "../probe/index.js";
import { trainingData } from "./data.js";
import type { Experiment } from "./experiment.js";
import { type Inputs, trainingNoise } from "./noise.js";
import { differentiateByLayer, differentiateWithProfile } from "./pass.js";
import { type PrepareOptions, prepare } from "./prepare.js";
import { spectraOf } from "./spectra.js";
import type { Batch, Task } from "./task.js";

/** One batch seen through the probe: loss, gradient norm and profile of the engine's present parameters. */
export interface Measurement {
  readonly profile: Profile;
  readonly loss: number;
  readonly gradientNorm: number;
}

/**
 * Measures one batch with the noise of a training step, if cells have any: the gradient that such a step moves by.
 * Overwrites `engine.grads`, changes no parameter.
 */
export async function measure(
  engine: Engine,
  task: Task,
  batch: Batch,
  noise: Inputs,
  { spectra = false }: { readonly spectra?: boolean | undefined } = {},
): Promise<Measurement> {
  if (isFeedForward(engine)) {
    const { loss, layers } = differentiateByLayer(engine, task, batch, noise);
    return { loss, gradientNorm: norm(engine.grads), profile: { T: 0, states: [], layers } };
  }
  const { loss, profile } = differentiateWithProfile(engine, task, batch, noise);
  const made = profileOf(profile, engine.network);
  return {
    loss,
    gradientNorm: norm(engine.grads),
    profile: spectra ? { ...made, spectra: await spectraOf(engine) } : made,
  };
}

/**
 * How the gradient reaches every step before any training, on the first training batch of the seed and with its noise.
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
    const batch = trainingData(experiment, task)(0);
    const noise = trainingNoise(engine, experiment.seed)(0, batch.T);
    const measured = await measure(engine, task, batch, noise, experiment.profile);
    return { ...measured, backend };
  } finally {
    engine.dispose();
  }
}
