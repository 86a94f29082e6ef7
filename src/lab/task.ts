import type { z } from "zod";
import type { Stream } from "../rng/index.js";

/**
 * One batch of sequences, time-major, dense.
 * `L` is the number of scored steps: T when the readout is on every step, 1 when it is on the last.
 */
export interface Batch {
  /** Number of time steps in this batch; at most `Task.steps`. */
  readonly T: number;
  readonly B: number;
  /** Inputs [T, B, X]. */
  readonly x: Float64Array;
  /** Targets [L, B, Y]: values for "mse", one-hot rows for "xent". */
  readonly target: Float64Array;
  /** Weight of each scored position in the loss [L, B], which is Σ weight · ℓ / Σ weight; 0 leaves the position out. */
  readonly weight: Float64Array;
}

/** What an evaluation measured, by name: "loss" always, the task's own metrics besides. */
export type Metrics = Readonly<Record<string, number>>;

/** A published rule that says when a task counts as solved. */
export interface Criterion {
  readonly name: string;
  /** The rule in words, e.g. "evaluation MSE ≤ 0.01". */
  readonly rule: string;
  readonly cite: string;
  holds(metrics: Metrics): boolean;
}

/** A task with all options chosen. A description: frozen, no state; `sample` draws from the stream it is given. */
export interface Task {
  readonly name: string;
  /** The options as resolved, defaults filled in; enough to make the same task again. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly input: number;
  readonly output: number;
  readonly loss: "mse" | "xent";
  readonly readout: "last" | "every";
  /** The longest sequence that `sample` makes. */
  readonly steps: number;
  /** Loss of the best answer that remembers nothing (exact, see the docstring of the task). */
  readonly baseline: number;
  /** Further known plateaus of the loss, e.g. one operand learnt. */
  readonly plateaus: readonly { readonly name: string; readonly loss: number }[];
  /** Lowest reachable loss. */
  readonly floor: number;
  /** How many steps back the answer depends on: over the distribution of sequences. */
  readonly lag: { readonly min: number; readonly mean: number; readonly max: number };
  /** The first criterion is the default. */
  readonly criteria: readonly Criterion[];
  sample(stream: Stream, B: number): Batch;
  /** As `sample`, but of examples that `sample` never draws: what is evaluated on, where there is a data set. */
  heldOut?(stream: Stream, B: number): Batch;
  /**
   * The task's own metrics for outputs y [L, B, Y] (logits for "xent"), without "loss". So that batches can be joined,
   * a metric is the mean over the sequences of something each has by itself, or, if its name begins with "max", the
   * greatest.
   */
  score(y: ArrayLike<number>, batch: Batch): Metrics;
  /** Outputs [L, B, Y] of an ideal machine that reads only `batch.x`; its loss is the floor. */
  ideal(batch: Batch): Float64Array;
  /** Outputs [L, B, Y] of the best machine that remembers nothing; its mean loss is the baseline. */
  memoryless(batch: Batch): Float64Array;
  /**
   * Outputs [L, B, Y] of the best machine that knows how sequences are made, the number of the step, and the last k
   * inputs with the present one: `memoryless` for 0, `ideal` for all of them. Positions of weight 0 may hold anything.
   * Only needed to show what k steps of memory are worth.
   */
  within?(batch: Batch, k: number): Float64Array;
  /**
   * For every answer of a batch that asks for memory, how many steps back it depends on, so that `lag` is about these
   * numbers: it cannot be known from fewer than lag + 1 inputs. Only needed to draw their histogram.
   */
  lags?(batch: Batch): number[];
}

/** A catalogue entry: how to make a task from options. */
export interface TaskFamily {
  readonly name: string;
  /** One line for lists. */
  readonly summary: string;
  readonly cite: string;
  /** Options with defaults and one-line descriptions (zod `.describe`), strict: unknown keys are errors. */
  readonly options: z.ZodObject;
  /** Published variants by name, one line each. */
  readonly variants: Readonly<Record<string, string>>;
  create(options: Readonly<Record<string, unknown>>): Task;
}
