import { add, cell, div, dot, mat, mul, sigmoid, vec } from "../ir/index.js";

/**
 * Minimal LSTM: gates and candidate see the input alone, and the gates are brought to the sum 1.
 *
 * Source    Feng et al. 2024, "Were RNNs All We Needed?", the sequential form of the paper's text, with the normalised
 *           gates f / (f + i) and i / (f + i). The positive candidate of its log-space form is not followed.
 * Shapes    x [X] · h [H] · W* [H, X] · b* [H]
 * Gradient  dh/dh' = diag(f / (f + i)), exactly: linear in h, so units neither mix nor explode.
 * Init      bf chrono and bi its negative: f + i is 1 at the start.
 */
export const minLstm = cell({
  name: "minlstm",
  title: "minimal LSTM, gates of the input alone",
  cite: "feng2024",
  input: { x: vec("X") },
  state: { h: vec("H") },
  output: "h",
  // biome-ignore format: one gate a line
  params: {
    Wf: mat("H", "X"), bf: vec("H", 1),
    Wi: mat("H", "X"), bi: vec("H"),
    Wg: mat("H", "X"), bg: vec("H"),
  },
  memory: { keep: "bf", write: "bi" },
  step({ x, h, Wf, bf, Wi, bi, Wg, bg }) {
    const f = sigmoid(add(dot(Wf, x), bf)); // keep
    const i = sigmoid(add(dot(Wi, x), bi)); // write
    const g = add(dot(Wg, x), bg); //          candidate
    const both = add(f, i);
    return { h: add(mul(div(f, both), h), mul(div(i, both), g)), f, i, g };
  },
});
