import { adam, adamw } from "./adam.js";
import { clipNorm, clipNormPerTensor, clipValue } from "./clip.js";
import { weightDecay } from "./decay.js";
import { rmsprop } from "./rmsprop.js";
import { constant, cosine, stepDecay, warmup } from "./schedule.js";
import { sgd } from "./sgd.js";
/** Every family of links by its name, in the order of lists. */
export const links = new Map([
    sgd,
    rmsprop,
    adam,
    adamw,
    clipNorm,
    clipNormPerTensor,
    clipValue,
    weightDecay,
    constant,
    stepDecay,
    cosine,
    warmup,
].map((family) => [family.family, family]));
