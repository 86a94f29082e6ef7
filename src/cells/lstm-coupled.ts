import { add, cell, dot, mat, mul, sigmoid, sub, tanh, vec } from "../ir/index.js";

/**
 * Long short-term memory that writes as much as it forgets: i = 1 - f.
 *
 * Source    Greff et al. 2017, "LSTM: A Search Space Odyssey", the variant CIFG.
 * Deviates  no peepholes; the gate is named for what it keeps (the paper writes f = 1 - i).
 * Shapes    x [X] · h, c [H] · W* [H, X] · U* [H, H] · b* [H]
 * Gradient  dc/dc' = diag(f), and c stays between -1 and 1: a mean of candidates, it cannot saturate tanh(c).
 * Init      bf = 1 or chrono, which then sets the write gate too.
 */
export const lstmCoupled = cell({
  name: "lstm-coupled",
  title: "long short-term memory, input and forget gates coupled",
  cite: "greff2017",
  input: { x: vec("X") },
  state: { h: vec("H"), c: vec("H") },
  output: "h",
  // biome-ignore format: one gate a line
  params: {
    Wf: mat("H", "X"), Uf: mat("H", "H"), bf: vec("H", 1),
    Wg: mat("H", "X"), Ug: mat("H", "H"), bg: vec("H"),
    Wo: mat("H", "X"), Uo: mat("H", "H"), bo: vec("H"),
  },
  memory: { keep: "bf" },
  step({ x, h, c, Wf, Uf, bf, Wg, Ug, bg, Wo, Uo, bo }) {
    const f = sigmoid(add(dot(Wf, x), dot(Uf, h), bf)); // keep
    const g = tanh(add(dot(Wg, x), dot(Ug, h), bg)); //    candidate
    const o = sigmoid(add(dot(Wo, x), dot(Uo, h), bo)); // show
    const cNext = add(mul(f, c), mul(sub(1, f), g));
    return { h: mul(o, tanh(cNext)), c: cNext, f, g, o };
  },
});
