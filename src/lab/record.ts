import type { Finding } from "../blackbox/index.js";
import type { Probe, Profile } from "../probe/index.js";
import type { Metrics } from "./task.js";

/** A number on its way to JSON: NaN and infinities survive as strings there, never as null. */
export type Loss = number;

/** What a run says of itself before its first step. */
export interface StartRecord {
  readonly kind: "start";
  /** The experiment as validated, every default filled in. */
  readonly experiment: Readonly<Record<string, unknown>>;
  readonly hindsight: string;
  readonly node: string;
  /** The backend that runs, and its compiler or engine, e.g. "native (gcc 12.2.0, AVX-512)". */
  readonly backend: string;
  /** Of the engine, which for interp is float64 whatever was asked for. */
  readonly precision: "float32" | "float64";
  readonly parameters: number;
  /** What drew every parameter, e.g. "0.Uf": "orthogonal". */
  readonly initialisers: Readonly<Record<string, string>>;
  /** The optimiser chain in order, e.g. ["clip-norm 1", "adam lr 0.005"]. */
  readonly chain: readonly string[];
  readonly baseline: number;
  readonly floor: number;
  readonly plateaus: readonly { readonly name: string; readonly loss: number }[];
  readonly lag: number;
  /** The solved rule in words. */
  readonly criterion: string;
}

/** One optimisation step, counted from 1; the loss is that before the update. */
export interface StepRecord {
  readonly kind: "step";
  readonly step: number;
  readonly loss: Loss;
  /** The regulariser against vanishing gradients before its weight, where the experiment has one; not part of the loss. */
  readonly omega?: number;
  /** What the penalties of the layers' cells add to the loss; absent without any. */
  readonly penalty?: number;
  /** L2 norm of the whole gradient before the chain, those of the regulariser and the penalties in it. */
  readonly gradientNorm: number;
  /** Factor that clipping multiplied the gradient with; 1 when it did nothing; absent without a clip link. */
  readonly clipScale?: number;
}

export interface EvaluationRecord {
  readonly kind: "evaluation";
  readonly step: number;
  readonly loss: Loss;
  readonly metrics: Metrics;
  readonly solved: boolean;
}

export interface ProfileRecord {
  readonly kind: "profile";
  /** Updates done before it was measured. */
  readonly step: number;
  readonly profile: Profile;
}

/** All measurements of one moment, `--probe every=n`; the fields of the probe beside kind and step. */
export interface ProbeRecord extends Probe {
  readonly kind: "probe";
  /** Updates done before it was measured. */
  readonly step: number;
}

export type Status = "solved" | "finished" | "stopped early" | "diverged" | "interrupted";

/** What a training step gave. */
export interface Seen {
  readonly loss: Loss;
  readonly gradientNorm: number;
  /** After the update. */
  readonly parametersAreFinite: boolean;
  /** False where an array of the optimiser overflowed beside finite parameters; absent where it was not looked at. */
  readonly optimiserIsFinite?: boolean;
}

/** Where the first value of a run that is not finite came from: the step, made again one operation at a time. */
export interface NonFinite {
  /** Counted from 1. */
  readonly step: number;
  /** Absent when it was not found, or not looked for. */
  readonly first?: Finding;
  /** In words: "t = 88 of 100, layer 1, h (relu), unit 12, example 3, forward". */
  readonly where?: string;
  /** In words: the operation, its result and what went into it; or why there is none. */
  readonly what: string;
  /** Whether loss, gradient and parameters were finite where they were in the run. */
  readonly agrees: boolean;
}

export interface EndRecord {
  readonly kind: "end";
  readonly status: Status;
  /** Steps done. */
  readonly step: number;
  /** First step whose evaluation met the criterion. */
  readonly solvedAt?: number;
  /** Where and what went beyond return, for a diverged run. */
  readonly reason?: string;
  /** Of a run that diverged by a value that is not finite. */
  readonly nonFinite?: NonFinite;
  /** With patience: the step of the best evaluation, whose parameters the run ends with. Absent: the last step's. */
  readonly restoredFrom?: number;
  /** That of the parameters: the last evaluation, or the one restored. */
  readonly evaluation?: { readonly loss: Loss; readonly metrics: Metrics };
  /** Of all steps, with a clip link in the chain: share clipped and median scale of the clipped ones. */
  readonly clip?: { readonly share: number; readonly medianScale: number };
  /** SHA-256 of the final parameters, those restored if any were. */
  readonly hash: string;
}

export type RunRecord = StartRecord | StepRecord | EvaluationRecord | ProfileRecord | ProbeRecord | EndRecord;
