import { derive } from "../../src/diff/index.js";
import {
  abs,
  add,
  batchMean,
  type Cell,
  cell,
  detach,
  div,
  dot,
  exp,
  log,
  mat,
  matmul,
  max,
  maximum,
  mul,
  neg,
  relu,
  repeat,
  scalar,
  sigmoid,
  sqrt,
  square,
  step,
  sub,
  sum,
  tanh,
  transpose,
  vec,
} from "../../src/ir/index.js";

// A user's cells: none is in the catalogue, no other file knows them, and all laws hold for them.

const own = { title: "a cell of a user", cite: "none" } as const;

/** A parameter derived from parameters: a recurrent matrix W - Wᵀ - γI that neither grows nor shrinks (Chang et al. 2019). */
export const antisymmetric = cell({
  ...own,
  name: "own-antisymmetric",
  input: { x: vec("X") },
  state: { h: vec("H") },
  output: "h",
  params: { V: mat("H", "X"), W: mat("H", "H"), b: vec("H"), gamma: scalar(0.1) },
  step({ x, h, V, W, b, gamma }) {
    const A = sub(W, transpose(W));
    return { h: add(h, mul(0.1, tanh(add(dot(V, x), dot(A, h), neg(mul(gamma, h)), b)))) };
  },
});

/** Derived by a product of matrices, and by rows brought to one length: low rank, and weight normalisation. */
export const factored = cell({
  ...own,
  name: "own-factored",
  input: { x: vec("X") },
  state: { h: vec("H") },
  output: "h",
  params: { W: mat("H", "X"), g: vec("H", 1), P: mat("H", "R"), Q: mat("R", "H"), b: vec("H") },
  step({ x, h, W, g, P, Q, b }) {
    const unit = mul(W, repeat(div(g, sqrt(sum(mul(W, W)))), "X") as typeof W);
    return { h: add(mul(0.9, h), mul(0.3, tanh(add(dot(unit, x), dot(matmul(P, Q), h), b)))) };
  },
});

/** Element-wise recurrence: each unit sees only itself (IndRNN, Li et al. 2018). */
export const independent = cell({
  ...own,
  name: "own-independent",
  input: { x: vec("X") },
  state: { h: vec("H") },
  output: "h",
  params: { W: mat("H", "X"), u: vec("H", 0.8), b: vec("H", 1) },
  step: ({ x, h, W, u, b }) => ({ h: relu(add(dot(W, x), mul(u, h), b)) }),
});

/** Three products one after another inside a step, a state beside the output, and an output that is not a state. */
export const deep = cell({
  ...own,
  name: "own-deep",
  input: { x: vec("X") },
  state: { h: vec("H"), slow: vec("H") },
  output: "y",
  params: {
    W: mat("H", "X"),
    U: mat("H", "H"),
    a: vec("H"),
    R: mat("H", "H"),
    b: vec("H"),
    P: mat("R", "H"),
  },
  step({ x, h, slow, W, U, a, R, b, P }) {
    const inner = tanh(add(dot(W, x), dot(U, h), a));
    const next = tanh(add(dot(R, inner), mul(0.5, slow), b));
    return { h: next, slow: add(mul(0.95, slow), mul(0.05, next)), y: dot(P, sub(next, slow)) };
  },
});

/**
 * Reductions over a row: brought to one length, gated by a softmax; and a state that is one number an example.
 * The softmax does not change with its shift, so it may be detached.
 */
export const normed = cell({
  ...own,
  name: "own-normed",
  input: { x: vec("X") },
  state: { h: vec("H"), level: scalar() },
  output: "h",
  params: { W: mat("H", "X"), U: mat("H", "H"), b: vec("H"), g: vec("H", 1) },
  step({ x, h, level, W, U, b, g }) {
    const z = add(dot(W, x), dot(U, h), b);
    const length = sqrt(add(sum(square(z)), 0.5));
    const shifted = exp(sub(sub(z, max(z)), detach(level)));
    const share = div(shifted, sum(shifted));
    return {
      h: tanh(add(mul(0.9, h), mul(g, div(z, length)), mul(share, level))),
      level: add(mul(0.8, level), mul(0.1, log(add(1, square(length))))),
    };
  },
});

/** A sum over the batch inside the step: pre-activations of mean 0 and variance 1 (batch normalisation). */
export const batchNormed = cell({
  ...own,
  name: "own-batch-normed",
  input: { x: vec("X") },
  state: { h: vec("H") },
  output: "h",
  params: { W: mat("H", "X"), U: mat("H", "H"), b: vec("H"), g: vec("H", 1) },
  step({ x, h, W, U, b, g }) {
    const z = add(dot(W, x), dot(U, h));
    const centred = sub(z, batchMean(z));
    const spread = sqrt(add(batchMean(square(centred)), 0.1));
    return { h: add(mul(0.9, h), mul(0.1, tanh(add(mul(g, div(centred, spread)), b)))) };
  },
});

/** What the batch's mean sends back is the gradient of the bias: one sum over the batch has two uses. */
export const meanField = cell({
  ...own,
  name: "own-mean-field",
  input: { x: vec("X") },
  state: { h: vec("H") },
  output: "h",
  params: { W: mat("H", "X"), U: mat("H", "H"), b: vec("H") },
  step: ({ x, h, W, U, b }) => ({
    h: add(mul(0.9, h), mul(0.1, tanh(add(dot(W, x), dot(U, h), batchMean(h), b)))),
  }),
});

/** Masks as inputs beside the sequence: one number a unit (zoneout) and one number an example (padding). */
export const masked = cell({
  ...own,
  name: "own-masked",
  input: { x: vec("X"), keep: vec("H"), pad: scalar() },
  state: { h: vec("H") },
  output: "h",
  params: { W: mat("H", "X"), U: mat("H", "H"), b: vec("H") },
  step({ x, h, keep, pad, W, U, b }) {
    const n = tanh(add(dot(W, x), dot(U, h), b));
    return { h: add(h, mul(mul(sub(1, keep), sub(1, pad)), sub(n, h))) };
  },
});

/** No activation between the states and the parameters: cotangents arrive at the products as they come. */
export const integrator = cell({
  ...own,
  name: "own-integrator",
  input: { x: vec("X") },
  state: { h: vec("H"), m: vec("H") },
  output: "h",
  params: { W: mat("H", "X"), U: mat("H", "H"), V: mat("H", "X"), d: vec("H") },
  step: ({ x, h, m, W, U, V, d }) => ({
    h: add(dot(U, h), dot(W, x), mul(0.1, m)),
    m: add(mul(0.9, m), dot(V, x), d),
  }),
});

/** As wide as its input, which is added to the state as it is: cotangents go through to the input untouched. */
export const residual = cell({
  ...own,
  name: "own-residual",
  input: { x: vec("X") },
  state: { h: vec("X") },
  output: "h",
  params: { W: mat("X", "X"), a: vec("X", 0.9) },
  step: ({ x, h, W, a }) => ({ h: add(mul(a, h), x, tanh(dot(W, x))) }),
});

/** The input's gradient is a sum of a product, scaled, and of what the loop carries: computed after the loop. */
export const scaledResidual = cell({
  ...own,
  name: "own-scaled-residual",
  input: { x: vec("X") },
  state: { h: vec("X") },
  output: "h",
  params: { W: mat("X", "X"), a: vec("X", 0.9), g: vec("X", 0.7) },
  step: ({ x, h, W, a, g }) => ({ h: add(mul(a, h), mul(0.1, add(x, tanh(dot(W, mul(g, x)))))) }),
});

/** The ops that no other cell uses. */
export const rare = cell({
  ...own,
  name: "own-rare",
  input: { x: vec("X") },
  state: { h: vec("H") },
  output: "h",
  params: { W: mat("H", "X"), U: mat("H", "H"), b: vec("H") },
  step({ x, h, W, U, b }) {
    const z = add(dot(W, x), dot(U, h), b);
    const slow = sigmoid(sub(3, maximum(abs(z), 0.3)));
    return {
      h: add(mul(slow, h), mul(sub(1, slow), div(z, add(1, abs(z)))), mul(0.1, mul(step(z), neg(z)))),
    };
  },
});

export const ownCells: readonly Cell[] = [
  antisymmetric,
  factored,
  independent,
  deep,
  normed,
  batchNormed,
  masked,
  rare,
  integrator,
  residual,
];

/** True for a cell of which one example sees the others. */
export const mixes = (cell: Cell): boolean => derive(cell).mixesExamples;
