import { add, cell, dot, mat, mul, sigmoid, sub, tanh, vec } from "../ir/index.js";

/**
 * Long expressive memory: two coupled states, each with a step of time of its own that is learnt.
 *
 * Source    Rusch, Mishra, Erichson & Mahoney 2022, "Long Expressive Memory for Sequence Modeling", with Δt = 1. The
 *           steps of time i and j are gates of the input and y; only their upper end Δt is a constant.
 * Shapes    x [X] · y, z [H] · V* [H, X] · W* [H, H] · b* [H]
 * Gradient  dz/dz' = diag(1 - i), dy/dy' = diag(1 - j) + ...: the leak paths stay open while the steps of time are small.
 * Init      bi and bj minus chrono, so that the steps of time spread over the task's lags.
 */
export const lem = cell({
  name: "lem",
  title: "long expressive memory",
  cite: "rusch2022",
  input: { x: vec("X") },
  state: { y: vec("H"), z: vec("H") },
  output: "y",
  // biome-ignore format: one gate a line
  params: {
    Vi: mat("H", "X"), Wi: mat("H", "H"), bi: vec("H"),
    Vj: mat("H", "X"), Wj: mat("H", "H"), bj: vec("H"),
    Vz: mat("H", "X"), Wz: mat("H", "H"), bz: vec("H"),
    Vy: mat("H", "X"), Wy: mat("H", "H"), by: vec("H"),
  },
  memory: { write: ["bi", "bj"] },
  step({ x, y, z, Vi, Wi, bi, Vj, Wj, bj, Vz, Wz, bz, Vy, Wy, by }) {
    const i = sigmoid(add(dot(Vi, x), dot(Wi, y), bi)); // step of time of z
    const j = sigmoid(add(dot(Vj, x), dot(Wj, y), bj)); // step of time of y
    const a = tanh(add(dot(Vz, x), dot(Wz, y), bz));
    const zNext = add(z, mul(i, sub(a, z)));
    const n = tanh(add(dot(Vy, x), dot(Wy, zNext), by));
    return { y: add(y, mul(j, sub(n, y))), z: zNext, i, j, a, n };
  },
});
