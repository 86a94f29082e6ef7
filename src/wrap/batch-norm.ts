import { z } from "zod";
import {
  add,
  batchMean,
  checkedCell,
  type Declared,
  div,
  EquationError,
  type Expr,
  mul,
  rewrite,
  spread,
  sqrt,
  square,
  sub,
  variable,
  vec,
  withArgs,
} from "../ir/index.js";
import { defineWrapper } from "./define.js";
import { freshName } from "./name.js";

/** Keeps the division away from 0 where all examples agree, as in both papers' experiments. */
const epsilon = 1e-5;

/**
 * Batch normalisation: what every matrix of the cell gives, W·x and U·h apart, is brought to mean 0 and variance gamma²
 * over the examples of the batch, unit by unit and at every step anew; the cell's bias is the shift.
 *
 *     gamma * (z - mean) / sqrt(variance + 1e-5)        z = W·v, mean and variance over the batch
 *
 * Where a cell shows the tanh of a new state, as an LSTM its memory in h = o*tanh(c), that state is normalised there too,
 * with a shift of its own; the memory itself is not, nor is anything else that no matrix reads. No shift is added where the
 * cell has no bias.
 *
 * Source     feed-forward: Ioffe & Szegedy 2015, "Batch Normalization", algorithm 1. Recurrent: Cooijmans et al. 2016,
 *            "Recurrent Batch Normalization", eqs. 6-8, gamma 0.1.
 * Evaluation averages of the training batches' means and variances, for every step its own.
 * Deviates   the variance is the biased one in evaluation, too.
 * Gradient   of W is orthogonal to each of its rows, and 1/a as large for a·W: the scale of W does not count.
 */
export const batchNorm = defineWrapper({
  family: "batch-norm",
  example: "batch-norm",
  summary:
    "what every matrix gives is brought to mean 0 and one variance over the batch, at every step; evaluation reads running averages",
  cite: "cooijmans2016",
  options: z.strictObject({
    gamma: z
      .number({ error: "a number above 0" })
      .positive("above 0")
      .optional()
      .describe("the deviation to start from; default: 0.1 in a cell with states, else 1"),
  }),
  main: "gamma",
  wrap(cell, { gamma }) {
    const start = gamma ?? (Object.keys(cell.states).length > 0 ? 0.1 : 1);
    const params: Record<string, Declared> = { ...cell.params };
    const made: Record<string, Expr> = {};
    const name = (wanted: string) =>
      freshName({ ...cell, params, values: { ...cell.values, ...made } }, wanted);
    const normed = (of: Expr, label: string): Expr => {
      const e = of as Expr<readonly [string]>;
      const mean = batchMean(e);
      const centred = sub(e, spread(mean));
      const variance = batchMean(square(centred));
      made[name(`mean_${label}`)] = mean;
      made[name(`variance_${label}`)] = variance;
      const scale = name(`gamma_${label}`);
      params[scale] = vec(e.shape[0], start);
      return mul(variable("param", scale, e.shape), div(centred, sqrt(add(variance, epsilon))));
    };
    const shifted = (e: Expr, label: string): Expr => {
      const shift = name(`beta_${label}`);
      params[shift] = { shape: e.shape };
      return add(e, variable("param", shift, e.shape));
    };
    const memory = new Map<Expr | undefined, string>(
      Object.keys(cell.states).flatMap((s) => (isComputed(cell.values[s]) ? [[cell.values[s], s]] : [])),
    );
    const kept = Object.entries(cell.values);
    const values = rewrite(
      kept.map(([, e]) => e),
      (e, [first, ...rest]) => {
        if (!first) return e;
        const same = withArgs(e, [first, ...rest]);
        if (isProduct(e)) return normed(same, matrixOf(e));
        const state = e.op === "tanh" ? memory.get(e.args[0]) : undefined;
        return state === undefined ? same : withArgs(e, [shifted(normed(first, state), state)]);
      },
    );
    const statistics = Object.keys(made);
    if (statistics.length === 0)
      throw new EquationError(
        `batch-norm normalises what matrices give, but the cell "${cell.name}" has no matrix; take another cell.`,
      );
    return checkedCell({
      ...cell,
      name: `${cell.name} batch-norm`,
      params,
      values: { ...made, ...Object.fromEntries(kept.map(([n, e], i) => [n, values[i] ?? e])) },
      statistics: [...(cell.statistics ?? []), ...statistics],
    });
  },
});

const isComputed = (e: Expr | undefined): boolean => e !== undefined && e.op !== "var";

/** A matrix of parameters times what an example has. */
const isProduct = ({ op, shared }: Expr): boolean => (op === "dot" || op === "dotT") && !shared;

/** The parameter that a product multiplies by, or one that its matrix is made of. */
function matrixOf(e: Expr): string {
  const [W] = e.args;
  return !W ? "z" : W.role === "param" ? (W.name ?? "z") : matrixOf(W);
}
