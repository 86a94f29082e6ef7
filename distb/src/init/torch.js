import { requireFrom } from "./initialiser.js";
import { random, uniformOf } from "./random.js";
/**
 * PyTorch's rule for recurrent layers: U(±1/√H) for everything, with H the hidden size; nn.Linear's rule with H its
 * fan-in. Its variance 1/(3H) gives a recurrent matrix a spectral radius of only 0.58. Throws RangeError for H < 1.
 */
export function torchUniform(hidden) {
    requireFrom(1, "hidden", hidden);
    const bound = 1 / Math.sqrt(hidden);
    return random(`torch-uniform H ${hidden}`, () => uniformOf(-bound, bound));
}
/**
 * The sum of two independent values of `torchUniform`: PyTorch adds two biases (b_ih, b_hh) where a cell here has one.
 * Throws RangeError for H < 1.
 */
export function torchBias(hidden) {
    requireFrom(1, "hidden", hidden);
    const one = uniformOf(-1 / Math.sqrt(hidden), 1 / Math.sqrt(hidden));
    return random(`torch-bias H ${hidden}`, () => ({
        draw: (stream) => one.draw(stream) + one.draw(stream),
        mean: 0,
        variance: 2 * one.variance,
        kurtosis: 12 / 5, // excess kurtosis is halved in a sum of two
        reach: 2 * one.reach,
    }));
}
