import { adam, adamw } from "./adam.js";
import { clipNorm, clipNormPerTensor, clipValue } from "./clip.js";
import { decoupledDecay, weightDecay } from "./decay.js";
import type { LinkFamily } from "./define.js";
import { plateau } from "./plateau.js";
import { rmsprop } from "./rmsprop.js";
import { constant, cosine, stepDecay, warmup } from "./schedule.js";
import { sgd } from "./sgd.js";

/** Every family of links by its name, in the order of lists. */
export const links: ReadonlyMap<string, LinkFamily> = new Map(
  [
    sgd,
    rmsprop,
    adam,
    adamw,
    clipNorm,
    clipNormPerTensor,
    clipValue,
    weightDecay,
    decoupledDecay,
    constant,
    stepDecay,
    cosine,
    warmup,
    plateau,
  ].map((family) => [family.family, family]),
);
