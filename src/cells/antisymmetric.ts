import { add, cell, dot, mat, mul, sub, tanh, transpose, vec } from "../ir/index.js";

/** Size of a step of the forward Euler method. */
const epsilon = 0.1;
/** Diffusion: what the antisymmetric matrix lacks for Euler's steps to stay stable. */
const gamma = 0.01;

/**
 * AntisymmetricRNN: Euler's method on h' = tanh((W - Wᵀ - γI)·h + V·x + b), whose Jacobian has eigenvalues near 0 ± iω.
 *
 * Source    Chang, Chen, Haber & Chi 2019, "AntisymmetricRNN", the form without gates.
 * Shapes    x [X] · h [H] · V [H, X] · W [H, H] · b [H]; ε = 0.1 and γ = 0.01 are constants, chosen by the paper among
 *           powers of ten, and not learnt
 * Gradient  dh/dh' = I + ε·diag(1 - tanh²)·(W - Wᵀ - γI): a rotation but for terms of ε² and εγ, so nearly flat.
 * Init      W orthogonal, so that no eigenvalue of W - Wᵀ is beyond ±2i (the paper: normal).
 */
export const antisymmetric = cell({
  name: "antisymmetric",
  title: "AntisymmetricRNN: Euler steps of 0.1, diffusion 0.01",
  cite: "chang2019",
  input: { x: vec("X") },
  state: { h: vec("H") },
  output: "h",
  params: { V: mat("H", "X"), W: mat("H", "H"), b: vec("H") },
  step({ x, h, V, W, b }) {
    const A = sub(W, transpose(W));
    const n = tanh(add(dot(V, x), dot(A, h), mul(-gamma, h), b));
    return { h: add(h, mul(epsilon, n)), n };
  },
});
