import { add, cell, dot, mat, mul, sigmoid, sub, tanh, vec } from "../ir/index.js";

/**
 * JANET, "just another network": an LSTM with nothing but its forget gate.
 *
 * Source    van der Westhuizen & Lasenby 2018, "The unreasonable effectiveness of the forget gate", with β = 1: the
 *           write gate is 1 - sigmoid(s - 1), a little more open than 1 - f.
 * Shapes    x [X] · h [H] · W* [H, X] · U* [H, H] · b* [H]
 * Gradient  dh/dh' = diag(f) + ...: the leak path neither shrinks nor grows while f stays at 1.
 * Init      bf chrono, as in the paper; bg = 0.
 */
export const janet = cell({
  name: "janet",
  title: "JANET: a forget gate alone",
  cite: "westhuizen2018",
  input: { x: vec("X") },
  state: { h: vec("H") },
  output: "h",
  // biome-ignore format: one gate a line
  params: {
    Wf: mat("H", "X"), Uf: mat("H", "H"), bf: vec("H"),
    Wg: mat("H", "X"), Ug: mat("H", "H"), bg: vec("H"),
  },
  memory: { keep: "bf" },
  step({ x, h, Wf, Uf, bf, Wg, Ug, bg }) {
    const s = add(dot(Wf, x), dot(Uf, h), bf);
    const f = sigmoid(s); //                              keep
    const i = sub(1, sigmoid(sub(s, 1))); //              write
    const g = tanh(add(dot(Wg, x), dot(Ug, h), bg)); //   candidate
    return { h: add(mul(f, h), mul(i, g)), s, f, i, g };
  },
});
