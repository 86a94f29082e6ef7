import type { Engine } from "../engine/index.js";
import { stream } from "../rng/index.js";
import type { Experiment } from "./experiment.js";
import { type Inputs, meanNoise } from "./noise.js";
import { predict } from "./pass.js";
import type { Population } from "./population.js";
import { firstRows, takeColumns, takeRows } from "./rows.js";
import type { Batch, Metrics, Task } from "./task.js";

/** What an evaluation measured; `metrics` has the loss too. */
export interface Evaluation {
  readonly loss: number;
  readonly metrics: Metrics;
}

/**
 * Measures the engine's parameters on the evaluation set: exactly `evaluate.sequences` sequences, the same at every
 * call, from a stream that training never reads; of examples that training never sees, where the task keeps some. The
 * loss is the weighted mean over all of them; metrics are joined as `Task.score` says. The set is drawn anew each time, a
 * batch at a time, so it never fills the memory. Noise has its mean.
 *
 * `proceed` is asked before every batch; undefined when it says no. An engine of cells in evaluation (`inEvaluation`) reads
 * the averages of `statistics`.
 */
export async function evaluate(
  engine: Engine,
  task: Task,
  { seed, evaluate: { sequences } }: Pick<Experiment, "seed" | "evaluate">,
  proceed: () => Promise<boolean> = async () => true,
  statistics?: Population,
): Promise<Evaluation | undefined> {
  const source = stream(seed, "evaluation");
  const { B } = engine;
  const drawn = task.heldOut ?? task.sample;
  const noise = meanNoise(engine);
  let [T, inputs]: [number, Inputs] = [0, undefined];
  let [losses, weights] = [0, 0];
  const parts: { metrics: Metrics; rows: number }[] = [];
  for (let done = 0; done < sequences; done += B) {
    if (!(await proceed())) return undefined;
    const rows = Math.min(B, sequences - done);
    const batch = onlyFirst(drawn(source.split(done / B), B), rows);
    if (batch.T !== T) [T, inputs] = [batch.T, joined(noise(batch.T), statistics?.inputs(batch.T))];
    const { loss, outputs } = predict(engine, task, batch, inputs);
    const weight = batch.weight.reduce((sum, w) => sum + w, 0);
    losses += loss * weight;
    weights += weight;
    const kept = firstRows(rows);
    const whole = rows === B;
    const y = whole ? outputs : takeColumns(outputs, B, B * task.output, kept);
    parts.push({ metrics: task.score(y, whole ? batch : takeRows(batch, kept)), rows });
  }
  const loss = losses / weights;
  return { loss, metrics: { loss, ...join(parts) } };
}

/** What is given of noise and of statistics. */
const joined = (one: Inputs, other: Inputs): Inputs =>
  one && other ? one.map((layer, l) => ({ ...layer, ...other[l] })) : (one ?? other);

/** The rows after the first n lose their weight: the engine's batch size is fixed. */
function onlyFirst(batch: Batch, n: number): Batch {
  return n === batch.B ? batch : { ...batch, weight: batch.weight.map((w, i) => (i % batch.B < n ? w : 0)) };
}

function join(parts: readonly { metrics: Metrics; rows: number }[]): Metrics {
  const total = parts.reduce((n, { rows }) => n + rows, 0);
  const values = (name: string) =>
    parts.map(({ metrics, rows }) => ({ value: metrics[name] ?? Number.NaN, rows }));
  const joined = (name: string) =>
    name.startsWith("max")
      ? Math.max(...values(name).map(({ value }) => value))
      : values(name).reduce((sum, { value, rows }) => sum + value * rows, 0) / total;
  return Object.fromEntries(Object.keys(parts[0]?.metrics ?? {}).map((name) => [name, joined(name)]));
}
