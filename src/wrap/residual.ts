import { z } from "zod";
import { add, type Cell, checkedCell, dot, type Expr, mat, renameDimension, variable } from "../ir/index.js";
import { defineWrapper } from "./define.js";
import { freshName } from "./name.js";

/**
 * A skip connection across the layer: what the next layer sees is out = output + x, or output + P·x where the layer is not
 * as wide as its input. The states, and so the way through time, stay as they are.
 *
 * Source    He et al. 2016, "Deep Residual Learning for Image Recognition", eqs. 1 and 2.
 * Gradient  dout/dx = I + what the cell gives: across layers it cannot vanish where widths agree.
 */
export const residual = defineWrapper({
  family: "residual",
  example: "residual",
  summary: "a skip connection across the layer: its input is added to its output",
  cite: "he2016",
  options: z.strictObject({}),
  wrap(cell, _, sizes) {
    const X = dimensionOf(sequenceOf(cell));
    const H = dimensionOf(outputOf(cell));
    const isWide = sizes[X] === sizes[H];
    const inner = isWide ? renameDimension(cell, X, H) : cell;
    const x = sequenceOf(inner);
    const [P, out] = [freshName(inner, "P"), freshName(inner, "out")];
    const skip = isWide ? x : dot(variable("param", P, [H, X]), x);
    return checkedCell({
      ...inner,
      name: `${cell.name} residual`,
      output: out,
      params: isWide ? inner.params : { ...inner.params, [P]: mat(H, X) },
      values: { [out]: add(outputOf(inner), skip), ...inner.values },
    });
  },
});

type VectorExpr = Expr<readonly [string]>;

function sequenceOf({ inputs }: Cell): VectorExpr {
  const [first] = Object.entries(inputs);
  if (!first) throw new Error("a cell has an input");
  const [name, { shape }] = first;
  return variable("input", name, shape) as VectorExpr;
}

const outputOf = ({ values, output }: Cell): VectorExpr => values[output] as VectorExpr;

const dimensionOf = ({ shape: [d] }: VectorExpr): string => d;
