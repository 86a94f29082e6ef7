import { add, cell, div, dot, exp, mat, mul, neg, sqrt, square, sub, tanh, vec } from "../ir/index.js";

/**
 * Linear recurrent unit: a diagonal linear recurrence of complex numbers λ, real and imaginary parts as two states.
 *
 * Source    Orvieto et al. 2023, "Resurrecting Recurrent Neural Networks for Long Sequences", section 3.
 * Deviates  the phase of λ is 2·atan(s), learnt as s, where the paper learns log θ: the language then needs no sine;
 *           the gain √(1 - |λ|²) of the input stays what it is, where the paper only starts there.
 * Shapes    x [X] · re, im [H] · nu, s [H] · B* [H, X] · C* [H, H] · D [H, X] · y [H]
 *           A linear layer alone multiplies nothing: put one with an activation below it, e.g. dense-relu:64,lru:64.
 * Gradient  the Jacobian is multiplication by λ = exp(-exp(nu) + iθ): |λ|^n over n steps, exactly.
 * Init      nu minus chrono: time constants 1 / -log|λ| uniform in [1, T) (the paper: |λ| on a ring that the user
 *           picks); B, C and D Glorot; s = 0.1, phases near 0, which the paper recommends for long sequences.
 */
export const lru = cell({
  name: "lru",
  title: "linear recurrent unit: diagonal, complex",
  cite: "orvieto2023",
  input: { x: vec("X") },
  state: { re: vec("H"), im: vec("H") },
  output: "y",
  // biome-ignore format: real beside imaginary
  params: {
    nu: vec("H", -3), s: vec("H", 0.1),
    Bre: mat("H", "X"), Bim: mat("H", "X"),
    Cre: mat("H", "H"), Cim: mat("H", "H"), D: mat("H", "X"),
  },
  memory: { write: "nu" },
  step({ x, re, im, nu, s, Bre, Bim, Cre, Cim, D }) {
    const rate = exp(nu);
    const modulus = exp(neg(rate));
    const scale = div(modulus, add(1, square(s)));
    const cosine = mul(scale, sub(1, square(s))); // |λ| cos θ, by the tangent of half the angle
    const sine = mul(scale, mul(2, s));
    const t = tanh(rate);
    const gain = sqrt(div(mul(2, t), add(1, t))); // √(1 - exp(-2 rate)) without losing digits near 1 - 1
    const reNext = add(sub(mul(cosine, re), mul(sine, im)), mul(gain, dot(Bre, x)));
    const imNext = add(mul(sine, re), mul(cosine, im), mul(gain, dot(Bim, x)));
    return { re: reNext, im: imNext, y: add(sub(dot(Cre, reNext), dot(Cim, imNext)), dot(D, x)) };
  },
});
