import type { Engine } from "../engine/index.js";
import type { Batch, Metrics, Task } from "../lab/index.js";
import { stream } from "../rng/index.js";
import type { Reservoir } from "./description.js";
import { reservoirEngine } from "./drive.js";
import { type Readout, ridge } from "./ridge.js";

/** Sequences that run side by side. */
const BATCH = 50;

/** What a readout of a fixed reservoir makes of a task. */
export interface Learnt {
  /** Of fresh sequences, those held out where the task keeps some: the task's own metrics, and the loss where it is "mse". */
  readonly metrics: Metrics;
}

/**
 * Solves for the readout of a reservoir on `samples` sequences of a task, and scores it on as many others. Classes are
 * regressed on as one-hot targets: the largest output names one. No gradient is taken.
 *
 * Source  Lukoševičius 2012; the readout sees the states, not the input beside them.
 * @returns undefined where the states, or the readout, leave the range of numbers
 */
export async function readTask(
  reservoir: Reservoir,
  task: Task,
  proceed: (done: number) => Promise<boolean> = async () => true,
): Promise<Learnt | undefined> {
  const { units: N, seed } = reservoir;
  const Y = task.output;
  const batches = Math.ceil(reservoir.samples / BATCH);
  const engine = await reservoirEngine(reservoir, { T: task.steps, B: BATCH, input: task.input });
  try {
    const learnt = ridge(N, Y);
    const source = stream(seed, "data");
    for (let i = 0; i < batches; i++) {
      if (!(await proceed(i / (2 * batches)))) return undefined;
      const batch = task.sample(source.split(i), BATCH);
      const states = scoredStates(engine, batch, task, N);
      for (const [p, w] of batch.weight.entries())
        if (w !== 0) learnt.add(states, p * N, batch.target, p * Y, w);
    }
    const readout = await learnt.solve(reservoir.ridge);
    if (!readout) return undefined;
    const drawn = task.heldOut ?? task.sample;
    const fresh = stream(seed, "evaluation");
    const scores: Metrics[] = [];
    for (let i = 0; i < batches; i++) {
      if (!(await proceed(0.5 + i / (2 * batches)))) return undefined;
      const batch = drawn(fresh.split(i), BATCH);
      scores.push(scored(readout, scoredStates(engine, batch, task, N), batch, task, N));
    }
    return { metrics: joined(scores) };
  } finally {
    engine.dispose();
  }
}

/** The states at the scored positions [L, B, N]. */
function scoredStates(engine: Engine, { T, x, weight }: Batch, task: Task, N: number): Float64Array {
  // The engine's own readout is not used, so it is given nothing to score.
  const forward = engine.forward({ T, x, target: new Float64Array(BATCH), weight: new Float64Array(BATCH) });
  const h =
    task.readout === "last"
      ? forward.finalStates()[0]?.h
      : forward.values(0).h?.subarray(0, weight.length * N);
  if (!h) throw new Error("the reservoir's cell does not say its state h");
  return h;
}

function scored(readout: Readout, states: Float64Array, batch: Batch, task: Task, N: number): Metrics {
  const { weight, target } = batch;
  const Y = task.output;
  const y = new Float64Array(target.length);
  let [loss, total] = [0, 0];
  for (const [p, w] of weight.entries()) {
    y.set(readout.read(states, p * N), p * Y);
    total += w;
    for (let k = p * Y; k < (p + 1) * Y; k++)
      loss += (w / Y) * ((y[k] ?? Number.NaN) - (target[k] ?? Number.NaN)) ** 2;
  }
  return { ...(task.loss === "mse" && { loss: loss / total }), ...task.score(y, batch) };
}

function joined(scores: readonly Metrics[]): Metrics {
  const join = (name: string) => {
    const values = scores.map((one) => one[name] ?? Number.NaN);
    return name.startsWith("max") ? Math.max(...values) : values.reduce((a, b) => a + b, 0) / values.length;
  };
  return Object.fromEntries(Object.keys(scores[0] ?? {}).map((name) => [name, join(name)]));
}
