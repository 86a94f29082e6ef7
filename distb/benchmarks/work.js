import { parameters } from "../src/ir/index.js";
/**
 * Floating-point operations of a training step as they are counted everywhere in this field: every input and recurrent
 * weight is multiplied and added once forward and twice back (for the state and for the weight's own gradient), for
 * each example at each step, 6·T·B·weights. Activations, readout and optimiser are not counted, but are timed.
 */
export function trainingWork(network, { T, B }) {
    const weights = parameters(network)
        .filter(({ layer, shape }) => layer !== "readout" && shape.length === 2)
        .reduce((n, { size }) => n + size, 0);
    return 6 * T * B * weights;
}
