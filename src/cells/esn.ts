import { add, cell, dot, type Expr, mat, mul, scalar, sub, tanh, type Vec, vec } from "../ir/index.js";

const declared = {
  input: { x: vec("X") },
  state: { h: vec("H") },
  output: "h",
  params: { W: mat("H", "X"), U: mat("H", "H"), b: vec("H"), a: scalar(0.3) },
} as const;

type V = Expr<Vec<"H">>;

/** h = (1 - a)·h' + a·n. */
const leaky = (h: V, a: Expr, n: V): V => add(h, mul(a, sub(n, h)) as V);

/**
 * The reservoir of an echo state network: leaky tanh units.
 *
 * Source    Jaeger 2001, "The echo state approach", a = 1; with the leak Lukoševičius 2012, "A Practical Guide to
 *           Applying Echo State Networks".
 * Deviates  no feedback from the readout; the bias is a vector of its own, a weight of a constant input in the paper.
 *           The equations do not say that W, U, b and a stay as they were drawn: `hindsight reservoir` leaves them and
 *           solves for the readout, `hindsight train` trains them as those of any cell.
 * Shapes    x [X] · h [H] · W [H, X] · U [H, H] · b [H] · a one number, the same for all units
 * Gradient  dh/dh' = (1 - a)·I + a·diag(1 - n²)·U: the slower the leak, the nearer to the identity.
 * Init      U of the paper is sparse with a chosen spectral radius: `--recurrent-init sparse-spectral:0.9`; a = 0.3.
 */
export const esn = cell({
  ...declared,
  name: "esn",
  title: "echo state network's reservoir: leaky tanh units",
  cite: "lukosevicius2012",
  step({ x, h, W, U, b, a }) {
    const n = tanh(add(dot(W, x), dot(U, h), b));
    return { h: leaky(h, a, n), n };
  },
});

/**
 * A reservoir of linear units, whose memory is known: the capacity of N of them is N at most, and N for nearly all U.
 *
 * Source    Jaeger 2002, "Short term memory in echo state networks", its linear networks; leak as in `esn`.
 * Shapes    as `esn`
 * Gradient  dh/dh' = (1 - a)·I + a·U.
 */
export const esnLinear = cell({
  ...declared,
  name: "esn-linear",
  title: "reservoir of leaky linear units",
  cite: "jaeger2002",
  step({ x, h, W, U, b, a }) {
    const n = add(dot(W, x), dot(U, h), b);
    return { h: leaky(h, a, n), n };
  },
});
