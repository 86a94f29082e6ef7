import type { Engine, Real } from "../engine/index.js";
import { type ChainState, norm, parseChain } from "../optim/index.js";
import {
  jacobianProbe,
  type LossByInput,
  type NoiseProbe,
  noiseWithin,
  observe,
  type Probe,
  tensorNorms,
  tensorProbes,
} from "../probe/index.js";
import { type Checkpoint, restore } from "./checkpoint.js";
import { trainingData } from "./data.js";
import type { Experiment } from "./experiment.js";
import { refuse } from "./input.js";
import { layoutOf } from "./layout.js";
import { type Inputs, trainingNoise } from "./noise.js";
import { differentiate, differentiateWithProfile, unroll } from "./pass.js";
import { type PrepareOptions, prepare } from "./prepare.js";
import { spectraOf } from "./spectra.js";
import type { Batch, Task } from "./task.js";

/** Where a probe is made: the optimiser as it stands after so many updates, and the tensors' norms at step 0. */
export interface Moment {
  readonly optimiser: ChainState;
  readonly step: number;
  readonly initial: readonly number[];
  /** Of the step, if cells have any. */
  readonly noise: Inputs;
  readonly spectra?: boolean | undefined;
}

/**
 * All measurements of one batch at the engine's present parameters; the engine is compiled with `trace`. The next update
 * is made, looked at and taken back: parameters and optimiser are what they were, bit for bit. Overwrites `engine.grads`.
 *
 * Cost: a traced forward and backward pass, a plain one of half the batch, and some passes over parameters and values.
 */
export async function probe(engine: Engine, task: Task, batch: Batch, at: Moment): Promise<Probe> {
  const { parameters, params } = engine;
  const observer = observe(engine);
  let accumulate = false;
  const loss = unroll(engine, task, batch, at.noise, (forward, { scored, sequences }) => {
    observer.forward(forward);
    observer.backward(sequences.T, scored ? engine.backward({ accumulate, profile: true }) : undefined);
    accumulate ||= scored;
  });
  const grads = engine.grads.slice();
  const clip = at.optimiser.audit(grads, params, at.step);
  const updated = nextParameters(engine, at);
  return {
    loss,
    gradientNorm: norm(grads),
    tensors: tensorProbes(parameters, params, grads, updated, at.initial),
    layers: observer.layers(),
    ...(clip && { clip }),
    ...noiseIn(engine, task, batch, grads, at.noise),
    ...(at.spectra && { spectra: await spectraOf(engine) }),
  };
}

/** The parameters after an update that is then taken back. */
function nextParameters({ params, grads }: Engine, { optimiser, step }: Moment): Real {
  const [before, ...state] = [params, ...optimiser.state].map((array) => array.slice());
  optimiser.update(grads, params, step);
  const after = params.slice();
  params.set(before ?? []);
  optimiser.state.forEach((array, i) => {
    array.set(state[i] ?? []);
  });
  return after;
}

/** What is too dear for a schedule: Jacobians along the first sequence, and every loss step by itself. */
async function deepProbe(
  engine: Engine,
  task: Task,
  batch: Batch,
  noise: Inputs,
): Promise<Pick<Probe, "lossByInput" | "jacobian">> {
  const isRecurrent = engine.network.layers.some(({ cell }) => Object.keys(cell.states).length > 0);
  if (!isRecurrent) return {};
  return {
    lossByInput: lossByInput(engine, task, batch, noise),
    ...(await jacobianOf(engine, task, batch, noise)),
  };
}

/** Jacobians along the first sequence of a batch; nothing for cells with noise or statistics, and without states. */
export async function jacobianOf(
  engine: Engine,
  { input: X }: Task,
  batch: Batch,
  noise: Inputs,
): Promise<Pick<Probe, "jacobian">> {
  const { layers } = engine.network;
  const isRecurrent = layers.some(({ cell }) => Object.keys(cell.states).length > 0);
  // They are those of one sequence in another precision: no noise was drawn for it, and it is no batch.
  if (!isRecurrent || noise || layers.some(({ cell }) => cell.statistics)) return {};
  const x = new Float64Array(batch.T * X);
  for (let t = 0; t < batch.T; t++) x.set(batch.x.subarray(t * batch.B * X, (t * batch.B + 1) * X), t * X);
  return { jacobian: await jacobianProbe(engine, x) };
}

const LOSS_STEPS = 12;

function lossByInput(engine: Engine, task: Task, batch: Batch, noise: Inputs): LossByInput {
  const { T, B, weight } = batch;
  const last = task.readout === "last";
  const weighs = (t: number) => weight.subarray(t * B, (t + 1) * B).some((w) => w !== 0);
  const scored = last ? [0] : Array.from({ length: T }, (_, t) => t).filter(weighs);
  const n = Math.min(LOSS_STEPS, scored.length);
  const chosen = Array.from(
    { length: n },
    (_, i) => scored[Math.floor(((i + 1) * scored.length) / n) - 1] ?? 0,
  );
  const log10 = chosen.map((s) => {
    const alone = weight.map((w, i) => (Math.floor(i / B) === s ? w : 0));
    const { profile } = differentiateWithProfile(engine, task, { ...batch, weight: alone }, noise);
    const curves = Object.values(profile.find((layer) => Object.keys(layer).length > 0) ?? {});
    return Array.from(curves.at(-1) ?? []);
  });
  return { lossSteps: chosen.map((s) => (last ? T : s + 1)), log10 };
}

/** Noise from the first half of the batch and what is left of the whole gradient without it. */
function noiseIn(
  engine: Engine,
  task: Task,
  batch: Batch,
  whole: Real,
  inputs: Inputs,
): { noise?: NoiseProbe } {
  const half = Math.floor(batch.B / 2);
  const weight = batch.weight.map((w, i) => (i % batch.B < half ? w : 0));
  const [part, all] = [weight, batch.weight].map((of) => of.reduce((sum, w) => sum + w, 0));
  if (!part || !all || part >= all) return {};
  differentiate(engine, task, { ...batch, weight }, inputs);
  return { noise: noiseWithin(engine.grads, whole, part / all, half, batch.B - half) };
}

/**
 * All measurements of an experiment, those included that are too dear for a schedule: before any training, or with the
 * parameters of a checkpoint, on the batch of the next step.
 *
 * @throws BadInput as `run`
 */
export async function probeExperiment(
  experiment: Experiment,
  task: Task,
  { from, ...options }: PrepareOptions & { readonly from?: Checkpoint } = {},
): Promise<Probe & { readonly step: number; readonly backend: string }> {
  checkProbe({ ...experiment, probe: { every: 1 } });
  const { engine } = await prepare(experiment, task, { ...options, trace: true });
  try {
    const optimiser = parseChain(experiment.chain).init(engine.params, layoutOf(engine), engine.updater);
    const initial = tensorNorms(engine.parameters, engine.params);
    if (from) restore(from, engine.params, optimiser.state);
    const step = from?.step ?? 0;
    const batch = trainingData(experiment, task)(step);
    const noise = trainingNoise(engine, experiment.seed)(step, batch.T);
    const made = await probe(engine, task, batch, { optimiser, step, initial, noise, spectra: true });
    return { step, ...made, ...(await deepProbe(engine, task, batch, noise)), backend: engine.description };
  } finally {
    engine.dispose();
  }
}

/** @throws BadInput where a probe could not see all steps */
export function checkProbe({ probe, checkpoint }: Experiment): void {
  if (probe && checkpoint !== "none")
    refuse(
      `Probes read the values of all steps, but checkpoint "${checkpoint}" keeps only some; leave out probe or use checkpoint "none".`,
    );
}
