import {
  add,
  cell,
  div,
  dot,
  type Expr,
  mat,
  mean,
  mul,
  sigmoid,
  sqrt,
  square,
  sub,
  tanh,
  type Vec,
  vec,
} from "../ir/index.js";

/** Keeps the division away from 0 where all units agree; the paper's equations have none, its code 1e-5. */
const epsilon = 1e-5;

/** Brings the units of a layer to mean 0 and variance 1, example by example, then to the gain g. */
const normed = (z: Expr<Vec<"H">>, g: Expr<Vec<"H">>): Expr<Vec<"H">> => {
  const centred = sub(z, mean(z));
  return mul(g, div(centred, sqrt(add(mean(square(centred)), epsilon))));
};

/**
 * The simple recurrent network, layer-normalised.
 *
 * Source    Ba, Kiros & Hinton 2016, "Layer Normalization", eq. 4.
 * Deviates  1e-5 is added to the variance. Of a single unit nothing is left: H must be 2 or more.
 * Shapes    x [X] · h [H] · W [H, X] · U [H, H] · g, b [H]
 * Gradient  dh/dh' = diag((1 - h²)*g)·N·U, where N, the Jacobian of the norm, divides by the deviation: the gain of U
 *           does not count.
 * Init      U orthogonal, g = 1, b = 0.
 */
export const rnnLayerNorm = cell({
  name: "rnn-layer-norm",
  title: "simple recurrent network, tanh, layer-normalised",
  cite: "ba2016",
  input: { x: vec("X") },
  state: { h: vec("H") },
  output: "h",
  params: { W: mat("H", "X"), U: mat("H", "H"), g: vec("H", 1), b: vec("H") },
  step: ({ x, h, W, U, g, b }) => ({ h: tanh(add(normed(add(dot(W, x), dot(U, h)), g), b)) }),
});

/**
 * Gated recurrent unit, layer-normalised: what comes from below and from before apart.
 *
 * Source    Ba, Kiros & Hinton 2016, appendix.
 * Deviates  each gate is normalised by itself, where the equations take both as one vector; z keeps, as in `gru`, where
 *           the paper's writes; the norms of one gate share its bias; 1e-5 is added to the variance. H must be 2 or more.
 * Shapes    x [X] · h [H] · W* [H, X] · U* [H, H] · g*, b* [H]
 * Gradient  dh/dh' = diag(z) + ..., as `gru`.
 * Init      gains 1, bz chrono.
 */
export const gruLayerNorm = cell({
  name: "gru-layer-norm",
  title: "gated recurrent unit, layer-normalised",
  cite: "ba2016",
  input: { x: vec("X") },
  state: { h: vec("H") },
  output: "h",
  // biome-ignore format: one gate a line
  params: {
    Wr: mat("H", "X"), gWr: vec("H", 1), Ur: mat("H", "H"), gUr: vec("H", 1), br: vec("H"),
    Wz: mat("H", "X"), gWz: vec("H", 1), Uz: mat("H", "H"), gUz: vec("H", 1), bz: vec("H"),
    Wn: mat("H", "X"), gWn: vec("H", 1), Un: mat("H", "H"), gUn: vec("H", 1), bn: vec("H"),
  },
  memory: { keep: "bz" },
  step({ x, h, ...p }) {
    const r = sigmoid(add(normed(dot(p.Wr, x), p.gWr), normed(dot(p.Ur, h), p.gUr), p.br)); //       reset
    const z = sigmoid(add(normed(dot(p.Wz, x), p.gWz), normed(dot(p.Uz, h), p.gUz), p.bz)); //       keep
    const n = tanh(add(normed(dot(p.Wn, x), p.gWn), mul(r, normed(dot(p.Un, h), p.gUn)), p.bn)); //  candidate
    return { h: add(n, mul(z, sub(h, n))), r, z, n };
  },
});

/**
 * Long short-term memory, layer-normalised: what comes from below and from before apart, and the cell where it is shown.
 *
 * Source    Ba, Kiros & Hinton 2016, appendix.
 * Deviates  each gate is normalised by itself, where the equations take the four as one vector; the norms of one gate
 *           share its bias; 1e-5 is added to the variance. H must be 2 or more.
 * Shapes    x [X] · h, c [H] · W* [H, X] · U* [H, H] · g*, b* [H]
 * Gradient  dc/dc' = diag(f), as `lstm`.
 * Init      gains 1, bf = 1 or chrono.
 */
export const lstmLayerNorm = cell({
  name: "lstm-layer-norm",
  title: "long short-term memory, layer-normalised",
  cite: "ba2016",
  input: { x: vec("X") },
  state: { h: vec("H"), c: vec("H") },
  output: "h",
  // biome-ignore format: one gate a line
  params: {
    Wi: mat("H", "X"), gWi: vec("H", 1), Ui: mat("H", "H"), gUi: vec("H", 1), bi: vec("H"),
    Wf: mat("H", "X"), gWf: vec("H", 1), Uf: mat("H", "H"), gUf: vec("H", 1), bf: vec("H", 1),
    Wg: mat("H", "X"), gWg: vec("H", 1), Ug: mat("H", "H"), gUg: vec("H", 1), bg: vec("H"),
    Wo: mat("H", "X"), gWo: vec("H", 1), Uo: mat("H", "H"), gUo: vec("H", 1), bo: vec("H"),
    gc: vec("H", 1), bc: vec("H"),
  },
  memory: { keep: "bf", write: "bi" },
  step({ x, h, c, gc, bc, ...p }) {
    const i = sigmoid(add(normed(dot(p.Wi, x), p.gWi), normed(dot(p.Ui, h), p.gUi), p.bi)); // write
    const f = sigmoid(add(normed(dot(p.Wf, x), p.gWf), normed(dot(p.Uf, h), p.gUf), p.bf)); // keep
    const g = tanh(add(normed(dot(p.Wg, x), p.gWg), normed(dot(p.Ug, h), p.gUg), p.bg)); //    candidate
    const o = sigmoid(add(normed(dot(p.Wo, x), p.gWo), normed(dot(p.Uo, h), p.gUo), p.bo)); // show
    const cNext = add(mul(f, c), mul(i, g));
    return { h: mul(o, tanh(add(normed(cNext, gc), bc))), c: cNext, i, f, g, o };
  },
});
