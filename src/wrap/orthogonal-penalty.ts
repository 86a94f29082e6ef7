import { z } from "zod";
import {
  add,
  checkedCell,
  type Expr,
  identity,
  type Mat,
  matmul,
  mul,
  type Scalar,
  square,
  sub,
  sum,
  transpose,
  variable,
} from "../ir/index.js";
import { above0 } from "../notation/index.js";
import { defineWrapper } from "./define.js";
import { isRecurrence, matricesFor } from "./matrices.js";

/**
 * Recurrent matrices that are drawn towards orthogonality: λ Σ ‖U'U - I‖² (Frobenius) is added to the loss. The loss that
 * is reported stays that of the task; the penalty is recorded beside it.
 *
 * Source    Vorontsov, Trabelsi, Kadoury & Pal 2017, "On orthogonality and learning recurrent networks with long term
 *           dependencies", section 2.3.
 * Gradient  4λ U (U'U - I), once a training step.
 */
export const orthogonalPenalty = defineWrapper({
  family: "orthogonal-penalty",
  example: "orthogonal-penalty:0.1",
  summary: "a penalty on the distance of recurrent matrices from orthogonality, added to the loss",
  cite: "vorontsov2017",
  main: "weight",
  options: z.strictObject({ weight: above0.default(0.01).describe("λ, the factor of the penalty") }),
  wrap(cell, { weight }) {
    const found = matricesFor(cell, "orthogonal-penalty", "a square recurrent matrix", isRecurrence);
    const distances = found.map(({ name, shape }) => {
      const U = variable("param", name, shape) as Expr<Mat<string, string>>;
      return sum(sum(square(sub(matmul(transpose(U), U), identity(U.shape[0]))) as typeof U));
    });
    const before = cell.penalty === undefined ? [] : [cell.values[cell.penalty] as Expr<Scalar>];
    const penalty: Expr<Scalar> = add(...before, mul(weight, add(...distances)));
    return checkedCell({
      ...cell,
      name: `${cell.name} orthogonal-penalty ${weight}`,
      penalty: "penalty",
      values: { ...cell.values, penalty },
    });
  },
});
