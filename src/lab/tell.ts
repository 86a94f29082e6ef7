import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Engine } from "../engine/index.js";
import type { Chain } from "../optim/index.js";
import type { Experiment } from "./experiment.js";
import type { Prepared } from "./prepare.js";
import type { EndRecord, StartRecord, StepRecord } from "./record.js";
import type { Criterion, Task } from "./task.js";

/** The experiment with every option of its task. */
export const asStarted = (experiment: Experiment, task: Task): Experiment => ({
  ...experiment,
  task: { ...task.options, name: task.name },
});

/** What a run says first. */
export function startRecord(
  experiment: Experiment,
  task: Task,
  criterion: Criterion,
  { engine, initialisers }: Prepared,
  chain: Chain,
  version = "unknown",
): StartRecord {
  return {
    kind: "start",
    experiment: asStarted(experiment, task),
    hindsight: version,
    node: globalThis.process?.version ?? "none",
    backend: engine.description,
    precision: engine.precision,
    parameters: engine.params.length,
    initialisers,
    chain: chain.names,
    baseline: task.baseline,
    floor: task.floor,
    plateaus: task.plateaus,
    lag: task.lag.max,
    criterion: criterion.rule,
  };
}

/** What a run says of a step. */
export function stepRecord(
  engine: Engine,
  step: number,
  loss: number,
  gradientNorm: number,
  clipScale?: number,
): StepRecord {
  const isPenalised = engine.network.layers.some(({ cell }) => cell.penalty !== undefined);
  return {
    kind: "step",
    step,
    loss,
    ...(isPenalised && { penalty: engine.penalty() }),
    gradientNorm,
    ...(clipScale !== undefined && { clipScale }),
  };
}

/** What a run says last. */
export function endRecord({ params }: Engine, of: Omit<EndRecord, "kind" | "hash">): EndRecord {
  const bytes = new Uint8Array(params.buffer, params.byteOffset, params.byteLength);
  return { kind: "end", ...of, hash: bytesToHex(sha256(bytes)) };
}
