import { add, cell, dot, mat, relu, sigmoid, tanh, vec, } from "../ir/index.js";
/** A stateless layer y = activation(W·x + b): a stack of them at T = 1 is a deep feed-forward network. */
const dense = (name, title, activation) => cell({
    name,
    title,
    cite: "rumelhart1986",
    input: { x: vec("X") },
    state: {},
    output: "y",
    params: { W: mat("H", "X"), b: vec("H") },
    step: ({ x, W, b }) => ({ y: activation(add(dot(W, x), b)) }),
});
export const denseTanh = dense("dense-tanh", "feed-forward layer, tanh", tanh);
export const denseRelu = dense("dense-relu", "feed-forward layer, ReLU", relu);
export const denseSigmoid = dense("dense-sigmoid", "feed-forward layer, logistic", sigmoid);
export const denseLinear = dense("dense-linear", "feed-forward layer, no activation", (z) => z);
