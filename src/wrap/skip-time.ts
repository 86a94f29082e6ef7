import { z } from "zod";
import {
  add,
  type Cell,
  checkedCell,
  type Declared,
  EquationError,
  type Expr,
  rewrite,
  type Vec,
  variable,
  withArgs,
} from "../ir/index.js";
import { count } from "../notation/index.js";
import { defineWrapper } from "./define.js";

/**
 * A skip connection across time: the new output state is that of the cell plus the one k steps before,
 * h[t] = f(h[t-1], x[t]) + h[t-k]. The k - 1 states between are a delay line, h_1 ... h_(k-1).
 *
 * Source    Zhang et al. 2016, "Architectural Complexity Measures of Recurrent Neural Networks": a recurrent skip
 *           coefficient of k; Lin, Horne, Tiňo & Giles 1996 for delays in the feedback (NARX).
 * Deviates  both weight what comes over the skip with a matrix; here it is the identity, as in a residual network.
 * Gradient  dh[t]/dh[t-k] = I + what the cell gives: one step in k, over which nothing shrinks. It may grow: a linear
 *           recurrence U with k = 1 has the profile of (I + U)^n.
 */
export const skipTime = defineWrapper({
  family: "skip-time",
  example: "skip-time:5",
  summary: "a skip connection across time: the state of k steps before is added to the new one",
  cite: "zhang2016",
  main: "steps",
  options: z.strictObject({
    steps: count.max(1000, "at most 1000").describe("k, the steps that are skipped"),
  }),
  wrap(cell, { steps }) {
    const { output } = cell;
    const declared = cell.states[output];
    const next = cell.values[output];
    if (!declared || !next)
      throw new EquationError(
        `skip-time adds to the state that is the output, and the output "${output}" of the cell "${cell.name}" is not a state; take another cell`,
      );
    const name = (i: number): string => (i === 0 ? output : `${output}_${i}`);
    const state = (i: number) => variable("state", name(i), declared.shape) as Expr<Vec<string>>;
    const delays = Array.from({ length: steps - 1 }, (_, i) => i + 1);
    const made: Expr = add(next as Expr<Vec<string>>, state(steps - 1));
    const line: Record<string, Declared> = Object.fromEntries(delays.map((i) => [name(i), declared]));
    return checkedCell({
      ...cell,
      name: `${cell.name} skip-time ${steps}`,
      states: { ...cell.states, ...line },
      values: {
        ...reading(cell, next, made),
        ...Object.fromEntries(delays.map((i) => [name(i), state(i - 1)])),
      },
    });
  },
});

/** The cell's values; whoever reads the new state reads the one with the skip. */
function reading(cell: Cell, next: Expr, made: Expr): Record<string, Expr> {
  const names = Object.keys(cell.values);
  const read = rewrite(Object.values(cell.values), (e, args) =>
    withArgs(
      e,
      args.map((a, i) => (e.args[i] === next ? made : a)),
    ),
  );
  const values = Object.fromEntries(read.map((e, i) => [names[i] ?? "", e]));
  return { ...values, [cell.output]: made };
}
