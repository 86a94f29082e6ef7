import { add, cell, dot, mat, mul, sigmoid, sub, vec } from "../ir/index.js";

/**
 * Minimal GRU: gate and candidate see the input alone, so that a trained network can run as a parallel scan.
 *
 * Source    Feng et al. 2024, "Were RNNs All We Needed?", the sequential form of the paper's text. Its log-space form
 *           passes the candidate through g(v) = v + 0.5 or sigmoid(v) to keep it positive; not followed here. Note that
 *           z writes, as in the paper: the opposite of `gru`.
 * Deviates  computed step by step: nothing but the leak is left in the time loop.
 * Shapes    x [X] · h [H] · W* [H, X] · b* [H]
 * Gradient  dh/dh' = diag(1 - z), exactly: linear in h, so units neither mix nor explode.
 * Init      bz minus chrono, since the gate keeps where it is closed.
 */
export const minGru = cell({
  name: "mingru",
  title: "minimal GRU, gates of the input alone",
  cite: "feng2024",
  input: { x: vec("X") },
  state: { h: vec("H") },
  output: "h",
  params: { Wz: mat("H", "X"), bz: vec("H"), Wn: mat("H", "X"), bn: vec("H") },
  memory: { write: "bz" },
  step({ x, h, Wz, bz, Wn, bn }) {
    const z = sigmoid(add(dot(Wz, x), bz)); // write
    const n = add(dot(Wn, x), bn); //          candidate
    return { h: add(mul(sub(1, z), h), mul(z, n)), z, n };
  },
});
