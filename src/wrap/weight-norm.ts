import { z } from "zod";
import {
  checkedCell,
  div,
  type Expr,
  type Mat,
  mul,
  repeat,
  replaceParameters,
  sqrt,
  square,
  sum,
  variable,
} from "../ir/index.js";
import { defineWrapper } from "./define.js";
import { matricesFor } from "./matrices.js";

type Matrix = Expr<Mat<string, string>>;

/**
 * Weight normalisation: row i of a matrix is g_i v_i / ‖v_i‖, length and direction learnt apart. The parameter keeps its
 * name and is v; `_g` of the same name is the length, and `_w` the matrix that the step multiplies by.
 *
 * Source    Salimans & Kingma 2016, "Weight Normalization", eqs. 2 and 3.
 * Deviates  g starts at the lengths of the rows, so that the network starts as it would without; the paper's start
 *           depends on a batch of data.
 * Gradient  dL/dv is orthogonal to v: its length never shrinks, and only the direction of v counts.
 */
export const weightNorm = defineWrapper({
  family: "weight-norm",
  example: "weight-norm",
  summary: "matrices as lengths and directions of their rows, learnt apart",
  cite: "salimans2016",
  options: z.strictObject({
    which: z
      .enum(["all", "input", "recurrent"], { error: "one of all, input, recurrent" })
      .default("all")
      .describe("the matrices: all, input or recurrent"),
  }),
  wrap(cell, { which }) {
    const what = which === "all" ? "a matrix" : `an ${which} matrix`.replace("an r", "a r");
    const found = matricesFor(cell, "weight-norm", what, ({ role }) => which === "all" || role === which);
    const parts = found.map(({ name, shape }) => {
      const v = variable("param", name, shape) as Matrix;
      const [rows, cols] = v.shape;
      const lengths = sqrt(sum(square(v)));
      const g = variable("param", `${name}_g`, [rows] as const);
      const used = mul(v, repeat(div(g, lengths), cols) as Matrix);
      return { name, used, declared: { shape: [rows], start: 1, from: lengths } };
    });
    const used = Object.fromEntries(parts.map((p) => [p.name, p.used]));
    return checkedCell({
      ...cell,
      name: `${cell.name} weight-norm`,
      params: { ...cell.params, ...Object.fromEntries(parts.map((p) => [`${p.name}_g`, p.declared])) },
      values: {
        ...Object.fromEntries(parts.map((p) => [`${p.name}_w`, p.used])),
        ...replaceParameters(cell, used),
      },
    });
  },
});
