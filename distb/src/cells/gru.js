import { add, cell, dot, mat, mul, sigmoid, sub, tanh, vec } from "../ir/index.js";
/**
 * Gated recurrent unit, reset gate applied after the recurrent product (the form of cuDNN and PyTorch).
 *
 * Source    Cho et al. 2014, v1 of "Learning Phrase Representations"; the form of Chung et al. 2014 as
 *           implemented by cuDNN. PyTorch computes the same and calls bn bias_ih, cn bias_hh.
 * Shapes    x [X] · h [H] · W* [H, X] · U* [H, H] · b*, cn [H]
 * Gradient  dh/dh' = diag(z) + ...: the leak path neither shrinks nor grows while z stays at 1.
 */
export const gru = cell({
    name: "gru",
    title: "gated recurrent unit, reset after the product (PyTorch, cuDNN)",
    cite: "chung2014",
    input: { x: vec("X") },
    state: { h: vec("H") },
    output: "h",
    // biome-ignore format: one gate a line
    params: {
        Wr: mat("H", "X"), Ur: mat("H", "H"), br: vec("H"),
        Wz: mat("H", "X"), Uz: mat("H", "H"), bz: vec("H"),
        Wn: mat("H", "X"), Un: mat("H", "H"), bn: vec("H"), cn: vec("H"),
    },
    memory: { keep: "bz" },
    step({ x, h, Wr, Ur, br, Wz, Uz, bz, Wn, Un, bn, cn }) {
        const r = sigmoid(add(dot(Wr, x), dot(Ur, h), br)); // reset
        const z = sigmoid(add(dot(Wz, x), dot(Uz, h), bz)); // keep
        const m = add(dot(Un, h), cn);
        const n = tanh(add(dot(Wn, x), bn, mul(r, m))); //     candidate
        return { h: add(n, mul(z, sub(h, n))), r, z, n, m };
    },
});
/**
 * Gated recurrent unit, the original: the candidate reads the state after the reset gate.
 *
 * Source    Cho et al. 2014, "Learning Phrase Representations using RNN Encoder-Decoder", eqs. 5-8.
 * Deviates  biases added.
 * Shapes    as `gru`, without cn.
 * Gradient  as `gru`; the candidate's path has a second product inside the step.
 */
export const gruOriginal = cell({
    name: "gru-original",
    title: "gated recurrent unit, reset inside the product (Cho et al. 2014)",
    cite: "cho2014",
    input: { x: vec("X") },
    state: { h: vec("H") },
    output: "h",
    // biome-ignore format: one gate a line
    params: {
        Wr: mat("H", "X"), Ur: mat("H", "H"), br: vec("H"),
        Wz: mat("H", "X"), Uz: mat("H", "H"), bz: vec("H"),
        Wn: mat("H", "X"), Un: mat("H", "H"), bn: vec("H"),
    },
    memory: { keep: "bz" },
    step({ x, h, Wr, Ur, br, Wz, Uz, bz, Wn, Un, bn }) {
        const r = sigmoid(add(dot(Wr, x), dot(Ur, h), br)); // reset
        const z = sigmoid(add(dot(Wz, x), dot(Uz, h), bz)); // keep
        const n = tanh(add(dot(Wn, x), dot(Un, mul(r, h)), bn)); // candidate
        return { h: add(n, mul(z, sub(h, n))), r, z, n };
    },
});
