import {
  add,
  type Cell,
  cell,
  dot,
  type Expr,
  exp,
  mat,
  mul,
  neg,
  relu,
  sigmoid,
  square,
  sub,
  tanh,
  type Vec,
  vec,
} from "../ir/index.js";

type Activation = (z: Expr<Vec<"H">>) => Expr<Vec<"H">>;

/** A stateless layer y = activation(W·x + b): a stack of them at T = 1 is a deep feed-forward network. */
const dense = (name: string, title: string, activation: Activation, cite = "rumelhart1986"): Cell =>
  cell({
    name,
    title,
    cite,
    input: { x: vec("X") },
    state: {},
    output: "y",
    params: { W: mat("H", "X"), b: vec("H") },
    step: ({ x, W, b }) => ({ y: activation(add(dot(W, x), b)) }),
  });

/** min(z, 0). */
const below: Activation = (z) => neg(relu(neg(z)));

/**
 * z above 0, scale·(exp z - 1) below; the exponential is never taken of a positive number. Written with z - below(z)
 * and not relu(z), so that the slope at exactly 0 is 1, as it is on either side for scale 1, and not 0: a stack that
 * starts at zero has all its units there.
 */
const exponentialBelow =
  (scale: number): Activation =>
  (z) =>
    add(sub(z, below(z)), mul(scale, sub(exp(below(z)), 1)));

export const denseTanh = dense("dense-tanh", "feed-forward layer, tanh", tanh);
export const denseRelu = dense("dense-relu", "feed-forward layer, ReLU", relu, "nair2010");
export const denseSigmoid = dense("dense-sigmoid", "feed-forward layer, logistic", sigmoid);
export const denseLinear = dense("dense-linear", "feed-forward layer, no activation", (z) => z);

/** Source: Maas, Hannun & Ng 2013, with their slope 0.01. */
export const denseLeakyRelu = dense(
  "dense-leaky-relu",
  "feed-forward layer, leaky ReLU (slope 0.01)",
  (z) => add(relu(z), mul(0.01, below(z))),
  "maas2013",
);

/**
 * Source    He et al. 2015, eq. 1: the slope a below 0 is learnt, one a unit, from 0.25.
 * Gradient  dy/dz = 1 above 0 and a below it.
 */
export const densePrelu = cell({
  name: "dense-prelu",
  title: "feed-forward layer, ReLU with learnt slopes below 0",
  cite: "he2015",
  input: { x: vec("X") },
  state: {},
  output: "y",
  params: { W: mat("H", "X"), b: vec("H"), a: vec("H", 0.25) },
  step({ x, W, b, a }) {
    const z = add(dot(W, x), b);
    return { y: add(relu(z), mul(a, below(z))) };
  },
});

/** Source: Clevert, Unterthiner & Hochreiter 2016, with α = 1. */
export const denseElu = dense(
  "dense-elu",
  "feed-forward layer, exponential linear",
  exponentialBelow(1),
  "clevert2016",
);

/** Source: Klambauer et al. 2017, eq. 2; λ and α to the digits of their appendix. Meant for W with variance 1 / fan-in. */
export const denseSelu = dense(
  "dense-selu",
  "feed-forward layer, scaled exponential linear",
  (z) => mul(1.0507009873554805, exponentialBelow(1.6732632423543772)(z)),
  "klambauer2017",
);

/** Source: Hendrycks & Gimpel 2016, sec. 2: the form with tanh, within 5e-4 of z·Φ(z). */
export const denseGelu = dense(
  "dense-gelu",
  "feed-forward layer, Gaussian error linear (tanh form)",
  (z) => {
    const inner = mul(Math.sqrt(2 / Math.PI), add(z, mul(0.044715, mul(z, square(z)))));
    return mul(mul(0.5, z), add(1, tanh(inner)));
  },
  "hendrycks2016",
);
