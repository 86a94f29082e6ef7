import { add, cell, dot, mat, mul, sigmoid, sub, tanh, vec } from "../ir/index.js";

/**
 * Update gate RNN: between the simple RNN and the GRU.
 *
 * Source    Collins, Sohl-Dickstein & Sussillo 2017, "Capacity and Trainability in Recurrent Neural Networks".
 * Shapes    x [X] · h [H] · W* [H, X] · U* [H, H] · b* [H]
 * Gradient  dh/dh' = diag(z) + ...: the leak path neither shrinks nor grows while z stays at 1.
 * Init      bz = 1, the paper's extra bias of the gate, or chrono.
 */
export const ugrnn = cell({
  name: "ugrnn",
  title: "update gate RNN",
  cite: "collins2017",
  input: { x: vec("X") },
  state: { h: vec("H") },
  output: "h",
  // biome-ignore format: one gate a line
  params: {
    Wz: mat("H", "X"), Uz: mat("H", "H"), bz: vec("H", 1),
    Wn: mat("H", "X"), Un: mat("H", "H"), bn: vec("H"),
  },
  memory: { keep: "bz" },
  step({ x, h, Wz, Uz, bz, Wn, Un, bn }) {
    const z = sigmoid(add(dot(Wz, x), dot(Uz, h), bz)); // keep
    const n = tanh(add(dot(Wn, x), dot(Un, h), bn)); //    candidate
    return { h: add(n, mul(z, sub(h, n))), z, n };
  },
});
