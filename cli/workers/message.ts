import type { Experiment } from "../../src/lab/index.js";
import type { Decay } from "../../src/probe/index.js";
import type { RunOutcome } from "../../src/stats/index.js";

/** A run to carry out. */
export interface Order {
  readonly experiment: Experiment;
  /** A shorter run of the same, at whose end this one may go on. */
  readonly continues?: Experiment;
  /** Folder of the store; without one nothing is kept. */
  readonly store?: string;
  readonly version: string;
}

/** What became of a run. */
export interface Done {
  readonly outcome: RunOutcome;
  /** Why it failed or diverged. */
  readonly reason?: string;
  /** Its name in the store. */
  readonly run?: string;
  /** Where its steps come from: all computed now, or the first so many (or all) found in the store. */
  readonly reused: number;
  /** Loss of every evaluation, against the step. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** How the gradient of what the readout sees came back through time, at the first and at the last profile. */
  readonly decay?: { readonly T: number; readonly start: Decay; readonly end: Decay };
  /** log10 of the gradient left at the task's lag, at the first and at the last profile; none without such a lag. */
  readonly reach?: { readonly start: number; readonly end: number };
  /** Seconds from step to step, of the steps computed now; what else the machine did is in them. */
  readonly pace?: number;
}

/** To a worker. */
export type ToWorker = { readonly kind: "order"; readonly order: Order } | { readonly kind: "stop" };

/** From a worker. */
export type FromWorker =
  | { readonly kind: "progress"; readonly step: number; readonly loss: number }
  | { readonly kind: "notice"; readonly message: string }
  | { readonly kind: "done"; readonly done: Done }
  /** Nothing more can be stored: a sentence. */
  | { readonly kind: "unstorable"; readonly sentence: string };
