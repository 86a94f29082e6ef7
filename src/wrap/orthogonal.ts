import { z } from "zod";
import {
  add,
  checkedCell,
  type Declared,
  type Expr,
  identity,
  inverse,
  type Mat,
  matmul,
  mul,
  replaceParameters,
  sub,
  transpose,
  variable,
} from "../ir/index.js";
import { defineWrapper } from "./define.js";
import { isRecurrence, matricesFor } from "./matrices.js";

type Square = Expr<Mat<string, string>>;

/**
 * Recurrent matrices that are orthogonal all the time: U is made of the skew part A of a parameter, U_skew, which may be
 * any matrix, so any optimiser keeps U orthogonal. Made once a training step.
 *
 * Source    kind exp: Lezcano-Casado & Martínez-Rubio 2019, "Cheap Orthogonal Constraints", U = exp(A).
 *           kind cayley: Helfrich, Willmott & Ye 2018, scoRNN, U = (I + A)^-1 (I - A); without the paper's diagonal
 *           of signs, so that no eigenvalue is -1.
 * Deviates  A is the skew part (V - V')/2 of a whole matrix V, where the papers take the triangle above the diagonal:
 *           the same set of matrices, and the learning rate means the same for both triangles.
 * Gradient  dh/dh' has the singular values of the activation's slopes alone: flat in a linear network, at all times.
 * Init      U_skew rotates pairs of units, by angles in U(-π, π) (Henaff et al. 2016) or U(0, π/2) (scoRNN);
 *           `--recurrent-init` names another initialiser of U_skew, e.g. zeros for U = I.
 */
export const orthogonal = defineWrapper({
  family: "orthogonal",
  example: "orthogonal",
  summary: "recurrent matrices that stay orthogonal: exponential or Cayley transform of a skew matrix",
  cite: "lezcano2019",
  options: z.strictObject({
    kind: z
      .enum(["exp", "cayley"], { error: "one of exp, cayley" })
      .default("exp")
      .describe("exp: the matrix exponential; cayley: the Cayley transform, cheaper"),
  }),
  wrap(cell, { kind }) {
    const found = matricesFor(cell, "orthogonal", "a square recurrent matrix", isRecurrence);
    const params: Record<string, Declared> = {};
    const made: Record<string, Expr> = {};
    for (const [name, declared] of Object.entries(cell.params)) {
      if (!found.some((m) => m.name === name)) {
        params[name] = declared;
        continue;
      }
      const V = variable("param", `${name}_skew`, declared.shape) as Square;
      const A = mul(0.5, sub(V, transpose(V)));
      params[`${name}_skew`] = { shape: declared.shape, drawn: kind === "exp" ? "henaff" : "cayley" };
      made[name] = kind === "exp" ? exponential(A) : cayley(A);
    }
    return checkedCell({
      ...cell,
      name: `${cell.name} orthogonal${kind === "exp" ? "" : ` ${kind}`}`,
      params,
      values: { ...made, ...replaceParameters(cell, made) },
    });
  },
});

/** Squarings after the Padé approximant. */
const squarings = 5;

/**
 * exp(A) of a skew matrix, by scaling and squaring: the Padé approximant [3/3] of A/2^5, squared 5 times. The
 * approximant of a skew matrix is itself orthogonal, so the number of terms decides how near this is to the
 * exponential (1e-7 up to ‖A‖ = 13, over 4π), and not how orthogonal. The inverse is one without exchange of rows, which
 * is stable up to ‖A‖ = 32√10 = 101. What is squared is U - I: small angles keep their digits.
 *
 * Source  Higham 2005, "The Scaling and Squaring Method for the Matrix Exponential Revisited", eq. 2.2.
 */
function exponential(A: Square): Square {
  const I = identity(A.shape[0]) as Square;
  const X = mul(1 / 2 ** squarings, A) as Square;
  const X2 = matmul(X, X);
  const odd = matmul(X, add(mul(60, I), X2));
  const even = add(mul(120, I), mul(12, X2));
  let P = mul(2, matmul(inverse(sub(even, odd)), odd)) as Square;
  for (let i = 0; i < squarings; i++) P = add(mul(2, P), matmul(P, P));
  return add(I, P);
}

/** (I + A)^-1 (I - A) = 2 (I + A)^-1 - I. */
function cayley(A: Square): Square {
  const I = identity(A.shape[0]) as Square;
  return sub(mul(2, inverse(add(I, A))), I);
}
