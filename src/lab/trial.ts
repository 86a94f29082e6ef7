import type { Network } from "../ir/index.js";
import { parseChain } from "../optim/index.js";
import { type Probe, tensorNorms } from "../probe/index.js";
import { findCriterion } from "./criterion.js";
import { trainingData } from "./data.js";
import type { Experiment } from "./experiment.js";
import { initialParameters } from "./initial.js";
import { layoutOf } from "./layout.js";
import { trainingNoise } from "./noise.js";
import { predict } from "./pass.js";
import { type PrepareOptions, prepare } from "./prepare.js";
import { jacobianOf, probe } from "./probe.js";
import { type Measurement, measure } from "./profile.js";
import type { StartRecord } from "./record.js";
import type { Batch, Task } from "./task.js";
import { startRecord } from "./tell.js";

/** A network before training, to be measured with one initialisation after another on the same engine. */
export interface Trial {
  readonly network: Network;
  /** The first training batch of the seed. */
  readonly batch: Batch;
  /** What a run of the experiment would say first. */
  readonly start: StartRecord;
  /**
   * Loss of the batch, and the profile of the last answer of each sequence alone: losses at earlier steps would feed
   * gradient of their own into it. One or two passes; parameters change, nothing is compiled.
   *
   * @param init instead of the experiment's
   * @throws BadInput as `prepare`
   */
  measure(init?: Experiment["init"]): Promise<Measurement>;
  /**
   * All measurements of the batch at the parameters of the last `measure`, as a run with `probe` would make them before
   * its first step; when asked for, spectra, which take n³, and Jacobians, which take a second.
   */
  probe(also?: { readonly spectra?: boolean; readonly jacobian?: boolean }): Promise<Probe>;
  dispose(): void;
}

/** @throws BadInput as `run` */
export async function trial(
  experiment: Experiment,
  task: Task,
  options: PrepareOptions & { readonly version?: string } = {},
): Promise<Trial> {
  const criterion = findCriterion(experiment, task);
  // A probe reads the values of all steps, and one batch of them fits where a training run wants to save memory.
  const prepared = await prepare({ ...experiment, checkpoint: "none" }, task, { ...options, trace: true });
  const { engine } = prepared;
  const chain = parseChain(experiment.chain);
  const batch = trainingData(experiment, task)(0);
  const noise = trainingNoise(engine, experiment.seed)(0, batch.T);
  const answer = lastAnswer(batch);
  return {
    network: engine.network,
    batch,
    start: startRecord(experiment, task, criterion, prepared, chain, options.version),
    async measure(init = experiment.init) {
      engine.params.set(initialParameters({ ...experiment, init }, task, engine.network).values);
      const measured = await measure(engine, task, answer, noise, experiment.profile);
      return answer === batch ? measured : { ...measured, loss: predict(engine, task, batch, noise).loss };
    },
    async probe({ spectra = false, jacobian = false } = {}) {
      const optimiser = chain.init(engine.params, layoutOf(engine), engine.updater);
      const initial = tensorNorms(engine.parameters, engine.params);
      const made = await probe(engine, task, batch, { optimiser, step: 0, initial, noise, spectra });
      return jacobian ? { ...made, ...(await jacobianOf(engine, task, batch, noise)) } : made;
    },
    dispose: () => engine.dispose(),
  };
}

/** The batch with the last scored position of every sequence alone; itself where that is all there is. */
function lastAnswer(batch: Batch): Batch {
  const { B, weight } = batch;
  const last = new Map<number, number>();
  weight.forEach((w, position) => {
    if (w !== 0) last.set(position % B, position);
  });
  if (last.size === weight.filter((w) => w !== 0).length) return batch;
  return { ...batch, weight: weight.map((w, position) => (last.get(position % B) === position ? w : 0)) };
}
