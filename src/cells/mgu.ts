import { add, cell, dot, mat, mul, sigmoid, sub, tanh, vec } from "../ir/index.js";

/**
 * Minimal gated unit: a GRU whose reset and update gates are one.
 *
 * Source    Zhou, Wu, Zhang & Zhou 2016, "Minimal Gated Unit for Recurrent Neural Networks". The gate they call forget
 *           gate writes: h = (1 - f)*h + f*g.
 * Shapes    x [X] · h [H] · W* [H, X] · U* [H, H] · b* [H]
 * Gradient  dh/dh' = diag(1 - f) + ...: the leak path neither shrinks nor grows while f stays at 0, and then the
 *           candidate does not see h either.
 * Init      bf minus chrono, since the gate keeps where it is closed.
 */
export const mgu = cell({
  name: "mgu",
  title: "minimal gated unit",
  cite: "zhou2016",
  input: { x: vec("X") },
  state: { h: vec("H") },
  output: "h",
  // biome-ignore format: one gate a line
  params: {
    Wf: mat("H", "X"), Uf: mat("H", "H"), bf: vec("H"),
    Wg: mat("H", "X"), Ug: mat("H", "H"), bg: vec("H"),
  },
  memory: { write: "bf" },
  step({ x, h, Wf, Uf, bf, Wg, Ug, bg }) {
    const f = sigmoid(add(dot(Wf, x), dot(Uf, h), bf)); //       write, and what the candidate sees of h
    const g = tanh(add(dot(Wg, x), dot(Ug, mul(f, h)), bg)); //  candidate
    return { h: add(h, mul(f, sub(g, h))), f, g };
  },
});
