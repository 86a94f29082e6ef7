import type { Distribution } from "./distribution.js";
import type { JacobianProbe } from "./jacobian.js";
import type { ParameterSpectrum } from "./profile.js";

/**
 * Everything measured at one moment of a run, as plain JSON: what rules are made of. A measurement that does not apply
 * (a gate of a cell without gates, the noise of a batch of one) is absent; one that came out not finite is NaN.
 *
 * Made from the batch of the next update: loss, gradient and update are those of one and the same step.
 */
export interface Probe {
  /** Loss of the batch, and L2 norm of its whole gradient before the chain. */
  readonly loss: number;
  readonly gradientNorm: number;
  /** Every parameter tensor, in the order of `parameters(network)`. */
  readonly tensors: readonly TensorProbe[];
  /** Every layer, lowest first. */
  readonly layers: readonly LayerProbe[];
  /** What clipping makes of this gradient; absent where no link before the optimiser can turn it. */
  readonly clip?: ClipProbe;
  /** Absent for a batch of one sequence. */
  readonly noise?: NoiseProbe;
  /** Of the recurrent matrices, when asked for. */
  readonly spectra?: readonly ParameterSpectrum[];
  /** Too dear for a schedule, measured when asked for: */
  readonly lossByInput?: LossByInput;
  readonly jacobian?: JacobianProbe;
}

/**
 * Which input steps a loss reaches back to: for some scored steps, the profile of that loss alone in the lowest layer.
 * Cost: a forward and backward pass for each of these steps, 12 at most.
 */
export interface LossByInput {
  /** The scored steps, counted from 1. */
  readonly lossSteps: readonly number[];
  /** For each of them log10 ‖dL_s/ds_t‖ of all states of the lowest layer, t = 1..T at index t-1; -Infinity for t > s. */
  readonly log10: readonly (readonly number[])[];
}

/** One parameter tensor θ with its gradient and its next update. */
export interface TensorProbe {
  /** As in `parameters(network)`: "0.Uf". */
  readonly name: string;
  /** L2 norm, and greatest |θ|. */
  readonly norm: number;
  readonly maxAbs: number;
  /** Norm over the norm at step 0; NaN for a tensor that started at zero. */
  readonly growth: number;
  /** L2 norm of dL/dθ, before the chain. */
  readonly gradNorm: number;
  /** Mean |dL/dθ|: what weight-gradient rules look at. */
  readonly meanAbsGrad: number;
  /** Share of elements whose gradient is exactly 0. */
  readonly shareOfZeroGrads: number;
  /** ‖Δθ‖ / ‖θ‖ of the next update; Infinity for a tensor that is zero and moves, 0 for one that does not move. */
  readonly updateRatio: number;
  /** Greatest |Δθ| of the next update. */
  readonly maxAbsUpdate: number;
  /** Values and gradients as histograms. */
  readonly weights: Distribution;
  readonly gradients: Distribution;
}

/**
 * One layer. States and gates are those of all time steps t of the first sequences s (2, or as many as make 400 steps),
 * their histograms and `preStd` those of 2000 of these values at most; the way back through time is that of all sequences.
 */
export interface LayerProbe {
  /** Counted from 0, lowest first, as in parameter names. */
  readonly layer: number;
  readonly cell: string;
  readonly states: readonly StateProbe[];
  readonly gates: readonly GateProbe[];
  /** Absent for a layer without states. */
  readonly through?: ThroughTime;
}

/** How a state is bounded: by ±1 through tanh, to 0..1 through a sigmoid, from below by ReLU, or not at all. */
export type Range = "tanh" | "sigmoid" | "relu" | "none";

/** One state, e.g. h or c. */
export interface StateProbe {
  readonly state: string;
  /** The range that saturation is judged by; of a state that is read through tanh only (c of an LSTM), that of tanh(c). */
  readonly range: Range;
  /**
   * Shares of (unit, t, s) within 5 % of the upper and of the lower end: above 0.95 and below -0.95 for tanh, above
   * 0.95 and below 0.05 for a sigmoid. Absent for a range without ends.
   */
  readonly saturatedHigh?: number;
  readonly saturatedLow?: number;
  /** Share of dead units: ReLU active (above 0) in less than 1 % of (t, s); others of a std over (t, s) below 1e-3. */
  readonly deadShare: number;
  /** The dead units, counted from 0. */
  readonly dead: readonly number[];
  /** Standard deviation over (t, s), averaged over units. */
  readonly meanStd: number;
  /** Standard deviation over units and sequences at the first, the middle and the last step. */
  readonly stdThroughTime: readonly [first: number, middle: number, last: number];
  /** Participation ratio (tr C)² / tr C² of the covariance C of the units: how many directions the state uses. */
  readonly effectiveRank: number;
  /** Number of units. */
  readonly units: number;
  readonly values: Distribution;
}

/** One gate: a named value of the cell that comes straight out of a sigmoid, or out of a tanh (a candidate). */
export interface GateProbe {
  readonly gate: string;
  readonly range: "sigmoid" | "tanh";
  /** True for the gate that keeps memory when open, where the cell names one. */
  readonly keeps: boolean;
  /** Shares of (unit, t, s) within 5 % of the ends: sigmoid below 0.05 and above 0.95, tanh below -0.95 and above 0.95. */
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  /** Standard deviation of the pre-activation; absent where it cannot be had back from the value. */
  readonly preStd?: number;
  /**
   * Time constants -1 / ln(mean over (t, s)) of the units of a sigmoid gate, in steps: what a leaky unit with that
   * factor would have. 10th, 50th and 90th percentile over units.
   */
  readonly timeConstant?: { readonly p10: number; readonly median: number; readonly p90: number };
  readonly values: Distribution;
}

/** How the gradient of one layer goes back through time. Index t-1 stands for step t in every list. */
export interface ThroughTime {
  /**
   * log10 ‖dL/ds_t‖ of every state, of all as one vector where there are several ("(h,c)"), and of every gate's
   * pre-activation ("i_pre"): L2 norm of each sequence, averaged over the batch.
   */
  readonly log10: Readonly<Record<string, readonly number[]>>;
  /** Where the decay comes from; element k is the way from step k+2 to step k+1: one element less than steps. */
  readonly split: DecaySplit;
  /** The parts, averaged over the steps at which all are finite: what one step back does, in nats. */
  readonly meanSplit: Readonly<Record<keyof DecaySplit, number>>;
  /**
   * Share of every step in the update: ‖dL/dW from step t‖ (all matrices and biases of the layer; L2 norm of each
   * sequence, averaged over the batch) over the sum of that over all steps. Sums to 1.
   */
  readonly updateShare: readonly number[];
  /** Fewest last steps whose shares are 95 % of the sum. */
  readonly last95: number;
}

/**
 * ln(d_(t-1) / d_t) taken apart, in nats per step back, averaged over the sequences; d_t is the norm of the vector of
 * all states' cotangents that the loop carries into step t. The parts of one step sum to `total`.
 */
export interface DecaySplit {
  readonly total: readonly number[];
  /** What products with matrices do. */
  readonly weights: readonly number[];
  /** What the derivatives of activations do. */
  readonly activation: readonly number[];
  /** What multiplications by gates and other forward values do: the direct path of a gated cell. */
  readonly gates: readonly number[];
  /** What paths do where they meet: they add up, or cancel. 0 for a cell with one path. */
  readonly meeting: readonly number[];
  /** What losses of the step before add: 0 where only the last step is scored. */
  readonly arriving: readonly number[];
}

/** A gradient before and after the links that clip it. Cost: some passes over the parameters. */
export interface ClipProbe {
  /** Norm after over norm before; 1 where nothing was clipped. */
  readonly scale: number;
  /** Cosine of the two: 1 where the direction stays, 0 where nothing of it is left. */
  readonly cosine: number;
}

/**
 * Noise of the gradient over the batch, from the gradients of its two halves.
 *
 * Source  McCandlish et al. 2018, "An Empirical Model of Large-Batch Training", appendix A.1.
 */
export interface NoiseProbe {
  /** |mean| / std of the batch's gradient: ‖G‖ / √(tr Σ / B); 0 when the estimate of ‖G‖² is negative. */
  readonly meanToStd: number;
  /** Simple noise scale tr Σ / ‖G‖²: the batch size at which noise and signal are alike; Infinity without signal. */
  readonly scale: number;
  /** Cosine of the gradients of the halves. */
  readonly cosine: number;
}
