import { add, cell, dot, mat, mul, sigmoid, vec } from "../ir/index.js";

/** How much of the context stays from one step to the next. */
const alpha = 0.95;

/**
 * Structurally constrained recurrent network: a simple RNN beside a context that leaks slowly.
 *
 * Source    Mikolov et al. 2015, "Learning Longer Memory in Recurrent Neural Networks", with α = 0.95 fixed, the
 *           paper's value.
 * Deviates  as many context units as hidden ones; the output is h + Q·s, which the readout then sees (the paper's
 *           readout sees both).
 * Shapes    x [X] · h, s [H] · A, B [H, X] · P, R, Q [H, H]; no biases, as in the paper
 * Gradient  ds/ds' = αI: every context unit has a half-life of 13.5 steps, and none a longer one.
 * Init      P and R orthogonal, Q Glorot.
 */
export const scrn = cell({
  name: "scrn",
  title: "structurally constrained network: a leaky context",
  cite: "mikolov2015",
  input: { x: vec("X") },
  state: { h: vec("H"), s: vec("H") },
  output: "y",
  params: { A: mat("H", "X"), B: mat("H", "X"), P: mat("H", "H"), R: mat("H", "H"), Q: mat("H", "H") },
  step({ x, h, s, A, B, P, R, Q }) {
    const sNext = add(mul(1 - alpha, dot(B, x)), mul(alpha, s));
    const hNext = sigmoid(add(dot(P, sNext), dot(A, x), dot(R, h)));
    return { h: hNext, s: sNext, y: add(hNext, dot(Q, sNext)) };
  },
});
