/**
 * Initialisers: how the first values of parameters are drawn, each with a check that proves it, and schemes that choose
 * one for every parameter by its role. Knows streams, but neither cells nor engines.
 */
export { initialisers } from "./catalogue.js";
export { chronoKeep, chronoWrite } from "./chrono.js";
export { constant, zeros } from "./constant.js";
export { glorotNormal, glorotUniform, heNormal, heUniform } from "./fan.js";
export { identity } from "./identity.js";
export { withGain } from "./initialiser.js";
export { orthogonal } from "./orthogonal.js";
export { parseInitialiser } from "./parse.js";
export { presets } from "./preset.js";
export { normal, uniform } from "./random.js";
export { initialise } from "./scheme.js";
export { torchBias, torchUniform } from "./torch.js";
