import { add, cell, dot, type Expr, mat, mul, sigmoid, sub, tanh, type Vec, vec } from "../ir/index.js";

/**
 * Recurrent highway network of depth 3: three highway layers between one step and the next.
 *
 * Source    Zilly, Srivastava, Koutník & Schmidhuber 2017, "Recurrent Highway Networks", carry gate coupled
 *           (c = 1 - t) as in the paper's experiments. The depth is fixed: the paper tries 1 to 10.
 * Shapes    x [X] · s [H] · W* [H, X] · R* [H, H] · b* [H]; the input enters the first layer only
 * Gradient  ds/ds' = product of diag(1 - t) over the three layers + ...: open while all three gates stay at 0.
 * Init      biases of the three gates minus chrono each, which keeps a third as long as one gate would; else -2, in
 *           the paper's range.
 */
export const recurrentHighway = cell({
  name: "rhn",
  title: "recurrent highway network, depth 3",
  cite: "zilly2017",
  input: { x: vec("X") },
  state: { s: vec("H") },
  output: "s",
  // biome-ignore format: one layer a line
  params: {
    Wh: mat("H", "X"), Wt: mat("H", "X"),
    Rh1: mat("H", "H"), bh1: vec("H"), Rt1: mat("H", "H"), bt1: vec("H", -2),
    Rh2: mat("H", "H"), bh2: vec("H"), Rt2: mat("H", "H"), bt2: vec("H", -2),
    Rh3: mat("H", "H"), bh3: vec("H"), Rt3: mat("H", "H"), bt3: vec("H", -2),
  },
  memory: { write: ["bt1", "bt2", "bt3"] },
  step({ x, s, Wh, Wt, Rh1, bh1, Rt1, bt1, Rh2, bh2, Rt2, bt2, Rh3, bh3, Rt3, bt3 }) {
    type V = Expr<Vec<"H">>;
    const highway = (s: V, h: V, t: V): V => add(s, mul(t, sub(h, s)));
    const h1 = tanh(add(dot(Wh, x), dot(Rh1, s), bh1));
    const t1 = sigmoid(add(dot(Wt, x), dot(Rt1, s), bt1));
    const s1 = highway(s, h1, t1);
    const h2 = tanh(add(dot(Rh2, s1), bh2));
    const t2 = sigmoid(add(dot(Rt2, s1), bt2));
    const s2 = highway(s1, h2, t2);
    const h3 = tanh(add(dot(Rh3, s2), bh3));
    const t3 = sigmoid(add(dot(Rt3, s2), bt3));
    return { s: highway(s2, h3, t3), h1, t1, s1, h2, t2, s2, h3, t3 };
  },
});
