import { stream } from "../rng/index.js";
import type { Batch, Task } from "./task.js";

/** What the last k inputs are worth. */
export interface Worth {
  readonly k: number;
  /** Mean loss of the best answers from the last k inputs and the number of the step. */
  readonly loss: number;
  /** Standard error of that mean over the sequences that were drawn. */
  readonly error: number;
  /** Share of the answers that ask for memory whose lag is less than k. */
  readonly within: number;
}

/**
 * Mean loss of the task's own best answers (`Task.within`) for each window, on the same drawn sequences: no training, so
 * nothing can do better from so much memory. Empty for a task that does not say. `lags` are those of the same sequences, which are as many as asked for or a few more.
 */
export function worthOf(
  task: Task,
  ks: readonly number[],
  { seed, sequences }: { readonly seed: number; readonly sequences: number },
): { readonly worth: readonly Worth[]; readonly lags: readonly number[]; readonly sequences: number } {
  const source = stream(seed, "worth");
  const size = Math.min(sequences, BATCH);
  const batches = Array.from({ length: Math.ceil(sequences / size) }, (_, i) =>
    task.sample(source.split(i), size),
  );
  const lags = batches.flatMap((batch) => task.lags?.(batch) ?? []);
  const worth = ks.flatMap((k): Worth[] => {
    const losses = batches.flatMap((batch) => {
      const y = task.within?.(batch, k);
      return y ? [sequenceLosses(task, y, batch)] : [];
    });
    if (losses.length === 0) return [];
    const near = lags.filter((lag) => lag < k).length;
    return [{ k, ...meanOf(losses.flat()), within: near / lags.length }];
  });
  return { worth, lags, sequences: size * batches.length };
}

/** Lengths are drawn once a batch in some variants, so that the sequences come in many batches. */
const BATCH = 50;

/** For each sequence its share of the loss of the batch, so that their mean is that loss. */
function sequenceLosses(task: Task, y: Float64Array, { B, target, weight }: Batch): number[] {
  const Y = task.output;
  const total = weight.reduce((sum, w) => sum + w, 0);
  const losses = new Float64Array(B);
  for (const [position, w] of weight.entries()) {
    if (w === 0) continue;
    const loss = lossAt(task.loss, y, target, position * Y, Y);
    losses[position % B] = (losses[position % B] ?? 0) + (loss * w * B) / total;
  }
  return [...losses];
}

function lossAt(kind: Task["loss"], y: Float64Array, target: Float64Array, from: number, n: number): number {
  const [given, wanted] = [y.subarray(from, from + n), target.subarray(from, from + n)];
  if (kind === "mse") return given.reduce((sum, v, i) => sum + (v - (wanted[i] ?? Number.NaN)) ** 2, 0) / n;
  const top = given.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const log = top + Math.log(given.reduce((sum, v) => sum + Math.exp(v - top), 0));
  return wanted.reduce((sum, p, i) => (p === 0 ? sum : sum + p * (log - (given[i] ?? Number.NaN))), 0);
}

function meanOf(values: readonly number[]): { loss: number; error: number } {
  const n = values.length;
  const loss = values.reduce((sum, v) => sum + v, 0) / n;
  const variance = values.reduce((sum, v) => sum + (v - loss) ** 2, 0) / Math.max(1, n - 1);
  return { loss, error: Math.sqrt(variance / n) };
}
