import { z } from "zod";
import {
  add,
  type Cell,
  checkedCell,
  type Declared,
  EquationError,
  type Expr,
  mul,
  rewrite,
  sub,
  variable,
  withArgs,
} from "../ir/index.js";
import { defineWrapper } from "./define.js";
import { freshName } from "./name.js";

const probability = z.number({ error: "a number from 0 to 1" }).nonnegative("0 or more").max(1, "1 or less");

/**
 * Zoneout: at every step each unit of a state keeps its old value with probability p, s = d*s' + (1-d)*new; in evaluation
 * d is its mean, p. States that are computed from other new states read those before zoneout, as h = o*tanh(f*c' + i*g)
 * does in the paper; an output that is no state reads those after it.
 *
 * Source    Krueger et al. 2017, "Zoneout: Regularizing RNNs by Randomly Preserving Hidden Activations".
 * Gradient  ds/ds' = diag(d) + what the cell gives to the others: a share p of the units passes it on unchanged. Since h
 *           is not computed from the c that stays, dL/dc is 0 at the last step of a profile.
 */
export const zoneout = defineWrapper({
  family: "zoneout",
  example: "zoneout:0.1",
  summary:
    "each unit of a state keeps its old value with probability p; c: another probability for the state c",
  cite: "krueger2017",
  options: z.strictObject({
    p: probability.describe("probability of keeping a unit of a state"),
    c: probability.optional().describe("that of the state c; default: p"),
  }),
  main: "p",
  wrap(cell, { p, c }) {
    const states = Object.keys(cell.states);
    const name = `${cell.name} zoneout ${p}${c === undefined ? "" : ` c ${c}`}`;
    if (states.length === 0 || (c !== undefined && !states.includes("c")))
      throw new EquationError(
        `zoneout keeps old values of states, but the cell "${cell.name}" has no state${states.length > 0 ? ' "c"' : ""}; ${states.length > 0 ? "leave c out" : "take a recurrent cell"}.`,
      );
    const masks: Record<string, Declared> = {};
    const zoned = new Map<Expr, Expr>();
    const values: Record<string, Expr> = { ...cell.values };
    for (const s of states) {
      const next = value(cell, s);
      const mask = freshName({ ...cell, inputs: { ...cell.inputs, ...masks } }, `keep_${s}`);
      const keep = s === "c" ? (c ?? p) : p;
      masks[mask] = {
        shape: next.shape,
        noise: { keep, inverted: false, each: "step", over: "example" },
      };
      const d = variable("input", mask, next.shape);
      const kept = add(mul(d, variable("state", s, next.shape)), mul(sub(1, d), next));
      values[s] = kept;
      if (next.op !== "var") zoned.set(next, kept);
    }
    if (!states.includes(cell.output)) {
      const [shown] = rewrite([value(cell, cell.output)], (e, args) => zoned.get(e) ?? withArgs(e, args));
      if (shown) values[cell.output] = shown;
    }
    return checkedCell({ ...cell, name, inputs: { ...cell.inputs, ...masks }, values });
  },
});

function value({ name, values }: Cell, of: string): Expr {
  const e = values[of];
  if (!e) throw new EquationError(`the cell "${name}" has no value "${of}"`);
  return e;
}
