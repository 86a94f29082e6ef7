import { z } from "zod";
import {
  add,
  type Cell,
  checkedCell,
  detach,
  type Expr,
  mul,
  type Noise,
  sub,
  variable,
} from "../ir/index.js";
import { defineWrapper } from "./define.js";
import { freshName } from "./name.js";
import { withReadStates } from "./reads.js";

/**
 * At every step, with probability p, no gradient goes back through the states that the recurrent matrices read, for all
 * examples of the batch; forward nothing changes. With the mask m (1: it passes) they read h + m*(h - h), of which two h
 * are detached. What no matrix reads keeps its gradient: the path of c in an LSTM, the leak of a GRU. In a cell that has
 * no other path, such as rnn, it is truncation at random steps.
 *
 * Source    Kanuparthi et al. 2019, "h-detach: Modifying the LSTM Gradient Towards Better Optimization", algorithm 1.
 * Deviates  layers draw for themselves.
 * Gradient  deliberately not the derivative of the loss; in expectation a path is (1-p)^k as strong for k matrices in it.
 */
export const hDetach = defineWrapper({
  family: "h-detach",
  example: "h-detach:0.25",
  summary:
    "with probability p a step sends no gradient back through its recurrent matrices, e.g. of h, not of c",
  cite: "kanuparthi2019",
  options: z.strictObject({
    p: z
      .number({ error: "a number from 0 to 1" })
      .nonnegative("0 or more")
      .max(1, "1 or less")
      .describe("probability of blocking the gradient at a step"),
  }),
  main: "p",
  wrap(cell, { p }) {
    const mask = freshName(cell, "pass");
    const noise: Noise = { keep: 1 - p, inverted: false, each: "step", over: "batch" };
    const passing = (h: Expr): Expr => {
      const still = detach(h);
      return add(still, mul(variable("input", mask, []), sub(h, still)));
    };
    const made: Cell = {
      ...cell,
      name: `${cell.name} h-detach ${p}`,
      inputs: { ...cell.inputs, [mask]: { shape: [], noise } },
      values: withReadStates(cell, "h-detach", passing),
    };
    return checkedCell(made);
  },
});
