import type { LayerProfile } from "./layers.js";
import type { Spectrum } from "./spectrum.js";

/**
 * The gradient profile of one state of one layer, or of all its states as one vector, named "(h,c)" and last:
 * ‖dL/ds_t‖ for every t, as the L2 norm per example averaged
 * over the batch, kept as log10 so that 1e-82 and 1e+60 both survive.
 */
export interface StateProfile {
  readonly layer: number;
  readonly cell: string;
  readonly state: string;
  /** log10 ‖dL/ds_t‖ for t = 1..T at index t-1; -Infinity for an exact zero, NaN when not finite. */
  readonly log10: readonly number[];
  readonly decay: Decay;
}

/** What the shape of a profile says about memory. */
export interface Decay {
  /** Factor per step back in time, fitted to the profile (Theil-Sen on the middle 80 %); NaN when unfit. */
  readonly rate: number;
  /** Steps until the gradient halves: ln 2 / |ln rate|; Infinity for rate 1. */
  readonly halfLife: number;
  /** How many steps back the profile stays above 1e-3 of its last value. */
  readonly horizon: number;
  /** log10 of first over last: how much of the gradient reaches the first step. */
  readonly log10Ratio: number;
}

export interface Profile {
  readonly T: number;
  readonly states: readonly StateProfile[];
  /** Of a feed-forward stack (no states, T = 1), whose gradient goes back through layers. */
  readonly layers?: readonly LayerProfile[];
  /** Of the recurrent matrices, when asked for. */
  readonly spectra?: readonly ParameterSpectrum[];
}

export interface ParameterSpectrum extends Spectrum {
  /** The matrix, e.g. "0.U"; or the vector that is its diagonal. */
  readonly parameter: string;
}
