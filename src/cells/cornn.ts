import { add, cell, dot, mat, mul, sub, tanh, vec } from "../ir/index.js";

/** Step of time. */
const dt = 0.042;
/** Square of the oscillators' frequency. */
const gamma = 2.7;
/** Damping. */
const epsilon = 4.7;

/**
 * Coupled oscillatory network: y'' = tanh(W·y + U·y' + V·x + b) - γ·y - ε·y', with z = y'.
 *
 * Source    Rusch & Mishra 2021, "Coupled Oscillatory Recurrent Neural Network (coRNN)", the damping taken at the step
 *           before (the paper allows that or the new one).
 * Shapes    x [X] · y, z [H] · V [H, X] · W, U [H, H] · b [H]; Δt = 0.042, γ = 2.7, ε = 4.7 are constants, those of
 *           the paper for sequential MNIST, and not learnt (the paper searches for them task by task)
 * Gradient  a step is I + O(Δt): the paper bounds the gradient above, and below independently of the number of steps.
 * Init      W and U orthogonal.
 */
export const coRnn = cell({
  name: "cornn",
  title: "coupled oscillators, steps of 0.042",
  cite: "rusch2021",
  input: { x: vec("X") },
  state: { y: vec("H"), z: vec("H") },
  output: "y",
  params: { V: mat("H", "X"), W: mat("H", "H"), U: mat("H", "H"), b: vec("H") },
  step({ x, y, z, V, W, U, b }) {
    const n = tanh(add(dot(V, x), dot(W, y), dot(U, z), b));
    const force = sub(sub(n, mul(gamma, y)), mul(epsilon, z));
    const zNext = add(z, mul(dt, force));
    return { y: add(y, mul(dt, zNext)), z: zNext, n };
  },
});
