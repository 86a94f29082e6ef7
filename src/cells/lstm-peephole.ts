import { add, cell, dot, mat, mul, sigmoid, tanh, vec } from "../ir/index.js";

/**
 * Long short-term memory whose gates see the cell.
 *
 * Source    Gers, Schraudolph & Schmidhuber 2002, "Learning Precise Timing with LSTM Recurrent Networks".
 * Deviates  tanh for both squashing functions; the full gradient, where the paper cuts it at the gates.
 * Shapes    x [X] · h, c [H] · W* [H, X] · U* [H, H] · b*, p* [H]: each gate sees its own cell
 * Gradient  dc/dc' = diag(f) and what comes back through the peepholes of i and f.
 * Init      as `lstm`; peepholes start at 0.
 */
export const lstmPeephole = cell({
  name: "lstm-peephole",
  title: "long short-term memory with peepholes",
  cite: "gers2002",
  input: { x: vec("X") },
  state: { h: vec("H"), c: vec("H") },
  output: "h",
  // biome-ignore format: one gate a line
  params: {
    Wi: mat("H", "X"), Ui: mat("H", "H"), pi: vec("H", 0), bi: vec("H"),
    Wf: mat("H", "X"), Uf: mat("H", "H"), pf: vec("H", 0), bf: vec("H", 1),
    Wg: mat("H", "X"), Ug: mat("H", "H"), bg: vec("H"),
    Wo: mat("H", "X"), Uo: mat("H", "H"), po: vec("H", 0), bo: vec("H"),
  },
  memory: { keep: "bf", write: "bi" },
  step({ x, h, c, Wi, Ui, pi, bi, Wf, Uf, pf, bf, Wg, Ug, bg, Wo, Uo, po, bo }) {
    const i = sigmoid(add(dot(Wi, x), dot(Ui, h), mul(pi, c), bi)); // write
    const f = sigmoid(add(dot(Wf, x), dot(Uf, h), mul(pf, c), bf)); // keep
    const g = tanh(add(dot(Wg, x), dot(Ug, h), bg)); //                candidate
    const cNext = add(mul(f, c), mul(i, g));
    const o = sigmoid(add(dot(Wo, x), dot(Uo, h), mul(po, cNext), bo)); // show: sees the new cell
    return { h: mul(o, tanh(cNext)), c: cNext, i, f, g, o };
  },
});
