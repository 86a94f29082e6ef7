import {
  add,
  type Cell,
  cell,
  dot,
  type Expr,
  logSumExp,
  mat,
  mul,
  scalar,
  square,
  sub,
  sum,
  vec,
} from "../ir/index.js";

const declared = {
  input: { x: vec("X"), target: vec("Y"), weight: scalar() },
  state: {},
  output: "loss",
  params: { V: mat("Y", "X"), d: vec("Y") },
} as const;

/** Linear readout with squared error: loss = weight · Σ (y - target)². */
export const meanSquaredError: Cell = cell({
  ...declared,
  name: "mse",
  title: "linear readout, squared error",
  cite: "rumelhart1986",
  step({ x, target, weight, V, d }) {
    const y = add(dot(V, x), d);
    return { y, loss: mul(weight, sum(square(sub(y, target)))) as Expr };
  },
});

/** Linear readout with softmax cross-entropy in nats: loss = weight · (log Σ exp y - target·y), target one-hot. */
export const crossEntropy: Cell = cell({
  ...declared,
  name: "xent",
  title: "linear readout, softmax cross-entropy in nats",
  cite: "rumelhart1986",
  step({ x, target, weight, V, d }) {
    const y = add(dot(V, x), d);
    return { y, loss: mul(weight, sub(logSumExp(y), sum(mul(target, y)))) as Expr };
  },
});

export const readouts: Readonly<Record<"mse" | "xent", Cell>> = { mse: meanSquaredError, xent: crossEntropy };
