import { add, cell, dot, mat, relu, tanh, vec } from "../ir/index.js";
/**
 * The simple recurrent network with a tanh unit.
 *
 * Source    Elman 1990, "Finding Structure in Time".
 * Deviates  one bias where PyTorch has two that are always added.
 * Shapes    x [X] · h [H] · W [H, X] · U [H, H] · b [H]     (the engine adds batch and time)
 * Gradient  dh/dh' = diag(1 - h²)·U: shrinks wherever U or the slope does.
 */
export const rnn = cell({
    name: "rnn",
    title: "simple recurrent network, tanh",
    cite: "elman1990",
    input: { x: vec("X") },
    state: { h: vec("H") },
    output: "h",
    params: { W: mat("H", "X"), U: mat("H", "H"), b: vec("H") },
    step: ({ x, h, W, U, b }) => ({ h: tanh(add(dot(W, x), dot(U, h), b)) }),
});
/**
 * The simple recurrent network with a ReLU unit; started from the identity it is the IRNN.
 *
 * Source    Le, Jaitly & Hinton 2015, "A Simple Way to Initialize Recurrent Networks of Rectified Linear Units".
 * Gradient  dh/dh' = diag(h > 0)·U: exact zeros where a unit is off.
 */
export const rnnRelu = cell({
    name: "rnn-relu",
    title: "simple recurrent network, ReLU",
    cite: "le2015",
    input: { x: vec("X") },
    state: { h: vec("H") },
    output: "h",
    params: { W: mat("H", "X"), U: mat("H", "H"), b: vec("H") },
    step: ({ x, h, W, U, b }) => ({ h: relu(add(dot(W, x), dot(U, h), b)) }),
});
