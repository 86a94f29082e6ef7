import { add, cell, dot, logSumExp, mat, mul, scalar, square, sub, sum, vec, } from "../ir/index.js";
const declared = {
    input: { x: vec("X"), target: vec("Y"), weight: scalar() },
    state: {},
    output: "loss",
    params: { V: mat("Y", "X"), d: vec("Y") },
};
/** Linear readout with squared error: loss = weight · Σ (y - target)². */
export const meanSquaredError = cell({
    ...declared,
    name: "mse",
    title: "linear readout, squared error",
    cite: "rumelhart1986",
    step({ x, target, weight, V, d }) {
        const y = add(dot(V, x), d);
        return { y, loss: mul(weight, sum(square(sub(y, target)))) };
    },
});
/** Linear readout with softmax cross-entropy in nats: loss = weight · (log Σ exp y - target·y), target one-hot. */
export const crossEntropy = cell({
    ...declared,
    name: "xent",
    title: "linear readout, softmax cross-entropy in nats",
    cite: "rumelhart1986",
    step({ x, target, weight, V, d }) {
        const y = add(dot(V, x), d);
        return { y, loss: mul(weight, sub(logSumExp(y), sum(mul(target, y)))) };
    },
});
export const readouts = { mse: meanSquaredError, xent: crossEntropy };
