import { add, cell, dot, mat, mul, sigmoid, tanh, vec } from "../ir/index.js";

/**
 * Long short-term memory as first published: input and output gates, nothing that forgets.
 *
 * Source    Hochreiter & Schmidhuber 1997, "Long Short-Term Memory", section 4.
 * Deviates  tanh for both squashing functions (the paper's g has the range ±2); gates see h, not each other; one cell a
 *           block; the full gradient, where the paper cuts it at the gates' and the cell's inputs.
 * Shapes    x [X] · h, c [H] · W* [H, X] · U* [H, H] · b* [H]
 * Gradient  dc/dc' = I: the constant error carousel. c can only grow, and tanh(c) then lets little through.
 * Init      bi from chrono's write gate, so that c gathers slowly; the paper starts gates with negative biases, too.
 */
export const lstm1997 = cell({
  name: "lstm-1997",
  title: "long short-term memory without a forget gate",
  cite: "hochreiter1997",
  input: { x: vec("X") },
  state: { h: vec("H"), c: vec("H") },
  output: "h",
  // biome-ignore format: one gate a line
  params: {
    Wi: mat("H", "X"), Ui: mat("H", "H"), bi: vec("H"),
    Wg: mat("H", "X"), Ug: mat("H", "H"), bg: vec("H"),
    Wo: mat("H", "X"), Uo: mat("H", "H"), bo: vec("H"),
  },
  memory: { write: "bi" },
  step({ x, h, c, Wi, Ui, bi, Wg, Ug, bg, Wo, Uo, bo }) {
    const i = sigmoid(add(dot(Wi, x), dot(Ui, h), bi)); // write
    const g = tanh(add(dot(Wg, x), dot(Ug, h), bg)); //    candidate
    const o = sigmoid(add(dot(Wo, x), dot(Uo, h), bo)); // show
    const cNext = add(c, mul(i, g));
    return { h: mul(o, tanh(cNext)), c: cNext, i, g, o };
  },
});
