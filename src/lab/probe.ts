import type { Engine, Real } from "../engine/index.js";
import { type Chain, type ChainState, norm, parseChain } from "../optim/index.js";
import { type NoiseProbe, noiseOf, observe, type Probe, tensorNorms, tensorProbes } from "../probe/index.js";
import { trainingData } from "./data.js";
import type { Experiment } from "./experiment.js";
import { refuse } from "./input.js";
import { layoutOf } from "./layout.js";
import { differentiate, unroll } from "./pass.js";
import { type PrepareOptions, prepare } from "./prepare.js";
import { spectraOf } from "./spectra.js";
import type { Batch, Task } from "./task.js";

/** Where a probe is made: the optimiser as it stands after so many updates, and the tensors' norms at step 0. */
export interface Moment {
  readonly optimiser: ChainState;
  readonly step: number;
  readonly initial: readonly number[];
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
  const loss = unroll(engine, task, batch, (forward, { scored, sequences }) => {
    observer.forward(forward);
    observer.backward(sequences.T, scored ? engine.backward({ accumulate, profile: true }) : undefined);
    accumulate ||= scored;
  });
  const grads = engine.grads.slice();
  const updated = nextParameters(engine, at);
  return {
    loss,
    gradientNorm: norm(grads),
    tensors: tensorProbes(parameters, params, grads, updated, at.initial),
    layers: observer.layers(),
    ...noiseIn(engine, task, batch, grads),
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

/** Noise from the first half of the batch and what is left of the whole gradient without it. */
function noiseIn(engine: Engine, task: Task, batch: Batch, whole: Real): { noise?: NoiseProbe } {
  const half = Math.floor(batch.B / 2);
  const weight = batch.weight.map((w, i) => (i % batch.B < half ? w : 0));
  const [part, all] = [weight, batch.weight].map((of) => of.reduce((sum, w) => sum + w, 0));
  if (!part || !all || part >= all) return {};
  differentiate(engine, task, { ...batch, weight });
  const first = engine.grads;
  const second = Float64Array.from(
    first,
    (g, i) => (all * (whole[i] ?? Number.NaN) - part * g) / (all - part),
  );
  return { noise: noiseOf(first, second, half, batch.B - half) };
}

/**
 * All measurements before any training, on the first training batch of the seed.
 *
 * @throws BadInput as `run`
 */
export async function initialProbe(
  experiment: Experiment,
  task: Task,
  options: PrepareOptions = {},
): Promise<Probe & { readonly backend: string }> {
  const { engine } = await prepare(experiment, task, { ...options, trace: true });
  try {
    const chain: Chain = parseChain(experiment.chain);
    const optimiser = chain.init(engine.params, layoutOf(engine), engine.updater);
    const initial = tensorNorms(engine.parameters, engine.params);
    const at = { optimiser, step: 0, initial, spectra: experiment.profile.spectra };
    return {
      ...(await probe(engine, task, trainingData(experiment, task)(0), at)),
      backend: engine.description,
    };
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
