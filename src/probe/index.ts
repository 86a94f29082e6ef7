/**
 * What we measure: the gradient profile through time or through layers and where its decay comes from, states, gates,
 * tensors, noise, distributions, spectra. Knows equations and engines, no tasks, no files, no terminal.
 */
export { fitDecay } from "./decay.js";
export { BINS, type Distribution, distributionOf } from "./distribution.js";
export { type JacobianProbe, jacobianProbe } from "./jacobian.js";
export { isFeedForward, type LayerProfile, layersOf } from "./layers.js";
export { profileOf } from "./measure.js";
export { noiseOf, noiseWithin } from "./noise.js";
export { type Observer, observe } from "./observe.js";
export type {
  ClipProbe,
  DecaySplit,
  GateProbe,
  LayerProbe,
  LossByInput,
  NoiseProbe,
  Probe,
  Range,
  StateProbe,
  TensorProbe,
  ThroughTime,
} from "./probe.js";
export type { Decay, ParameterSpectrum, Profile, StateProfile } from "./profile.js";
export { rangeOf } from "./range.js";
export { participationRatio } from "./rank.js";
export { type Spectrum, spectrumOf } from "./spectrum.js";
export { tensorNorms, tensorProbes } from "./tensors.js";
