/**
 * What we measure: the gradient profile through time or through layers, distributions, spectra. Knows engines, no
 * tasks, no files, no terminal.
 */
export { fitDecay } from "./decay.js";
export { BINS, type Distribution, distributionOf } from "./distribution.js";
export { isFeedForward, type LayerProfile, layersOf } from "./layers.js";
export { profileOf } from "./measure.js";
export type {
  DecaySplit,
  GateProbe,
  LayerProbe,
  NoiseProbe,
  Probe,
  Range,
  StateProbe,
  TensorProbe,
  ThroughTime,
} from "./probe.js";
export type { Decay, ParameterSpectrum, Profile, StateProfile } from "./profile.js";
export { type Spectrum, spectrumOf } from "./spectrum.js";
