import { add, cell, dot, mat, mul, relu, vec } from "../ir/index.js";

/**
 * Independently recurrent network: each unit sees itself and the input.
 *
 * Source    Li et al. 2018, "Independently Recurrent Neural Network (IndRNN)", with ReLU.
 * Deviates  u is not held in a range during training (the paper clips |u| to γ^(1/T)).
 * Shapes    x [X] · h [H] · W [H, X] · u, b [H]
 * Gradient  dh/dh' = diag((h > 0)*u): known unit by unit; over n steps on which a unit is on it is u^n.
 * Init      u = 1, inside the paper's range [ε^(1/T), γ^(1/T)] for every T; `--recurrent-init uniform:1` spreads
 *           the time constants. One layer cannot gate its input: the adding problem wants two (`--depth 2`).
 */
export const indRnn = cell({
  name: "indrnn",
  title: "independently recurrent network, ReLU",
  cite: "li2018",
  input: { x: vec("X") },
  state: { h: vec("H") },
  output: "h",
  params: { W: mat("H", "X"), u: vec("H"), b: vec("H") },
  step: ({ x, h, W, u, b }) => ({ h: relu(add(dot(W, x), mul(u, h), b)) }),
});
