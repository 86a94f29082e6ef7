import type { Rule } from "./rule.js";
import { blindSpot } from "./rules/blind-spot.js";
import { diverged, nonFinite, overshoot } from "./rules/broken.js";
import { clipAlways, clipDirection, clipIdle, clipOrder } from "./rules/clip.js";
import { chaotic, contracting, guaranteedDecay } from "./rules/dynamics.js";
import { exploding, longGradient } from "./rules/exploding.js";
import { horizon } from "./rules/horizon.js";
import { explodingLayers, vanishingLayers } from "./rules/layers.js";
import { gradientNoise } from "./rules/noise.js";
import { initialLoss, oscillation, overfitting, plateau, stuck, unsolved } from "./rules/progress.js";
import { noMemoryNeeded, shortWindow, symmetric } from "./rules/structure.js";
import { deadUnits, forgetsTooSoon, saturatedGate, saturatedState } from "./rules/units.js";
import { vanishing } from "./rules/vanishing.js";
import { poorInit, unchanged, updateRatio, weightGrowth } from "./rules/weights.js";

/** Every rule, in the order of lists: what happens to the gradient, to units and weights, to the loss, the set-up. */
export const rules: readonly Rule[] = [
  vanishing,
  guaranteedDecay,
  contracting,
  horizon,
  blindSpot,
  exploding,
  chaotic,
  longGradient,
  vanishingLayers,
  explodingLayers,
  saturatedState,
  saturatedGate,
  forgetsTooSoon,
  deadUnits,
  weightGrowth,
  updateRatio,
  unchanged,
  poorInit,
  symmetric,
  nonFinite,
  diverged,
  overshoot,
  initialLoss,
  stuck,
  plateau,
  unsolved,
  oscillation,
  overfitting,
  gradientNoise,
  clipIdle,
  clipAlways,
  clipOrder,
  clipDirection,
  shortWindow,
  noMemoryNeeded,
];
