import { zeros } from "../interp/index.js";
import type { Omega } from "./engine.js";
import { BACKWARD, type Leaves, type Level } from "./level.js";
import { find, pick } from "./values.js";

/** Sums Ω of the steps that it is given, and its gradient. */
export interface Regulariser {
  /** @param leaves of the adjoint step */
  add(leaves: Leaves): void;
  /** Adds the gradient to `grads`. */
  finish(grads: Float64Array): Omega;
}

/** Ω of a layer in the specification; nothing for one that does not measure it. */
export function regulariser(level: Level): Regulariser | undefined {
  const { omega: of } = level;
  if (!of) return undefined;
  const own = of.start();
  const sums = of.sums();
  let [sum, counted] = [0, 0];
  return {
    add(leaves) {
      const given = new Map([...leaves, ...own.shared]);
      for (const [s, v] of Object.entries(level.evaluate(level.d.reaching, leaves, BACKWARD)))
        given.set(`input:d${s}`, v).set(`input:${s}`, find(leaves, `state:${s}`));
      const values = of.step(given, BACKWARD);
      const one = zeros([], false, of.sizes);
      one.data.fill(1);
      of.add(sums, of.adjoint(given.set("cotangent:domega", one), BACKWARD), BACKWARD);
      for (const v of pick(values, "omega").data) sum += v;
      for (const v of pick(values, "counted").data) counted += v;
    },
    finish(grads) {
      of.finish(own, sums, true, grads);
      return { sum, counted };
    },
  };
}
