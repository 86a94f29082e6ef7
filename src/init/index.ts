/**
 * Initialisers: how the first values of parameters are drawn, each with a check that proves it, and schemes that choose
 * one for every parameter by its role. Knows streams, but neither cells nor engines.
 */
export { type InitialiserFamily, initialisers } from "./catalogue.js";
export { chronoKeep, chronoWrite } from "./chrono.js";
export { constant, zeros } from "./constant.js";
export { cycle } from "./cycle.js";
export { glorotNormal, glorotUniform, heNormal, heUniform, lecunNormal } from "./fan.js";
export { identity } from "./identity.js";
export { type Initialiser, withGain } from "./initialiser.js";
export { orthogonal } from "./orthogonal.js";
export { parseInitialiser } from "./parse.js";
export { type ParamInfo, type Preset, presets, type Site } from "./preset.js";
export { normal, uniform } from "./random.js";
export { type InitOptions, initialise } from "./scheme.js";
export { cayley, henaff } from "./skew.js";
export { sparseSpectral } from "./sparse.js";
export { torchBias, torchUniform } from "./torch.js";
