import { z } from "zod";
import { checkedCell, clipGradient, EquationError } from "../ir/index.js";
import { above0 } from "../notation/index.js";
import { defineWrapper } from "./define.js";
import { withLeaves } from "./leaves.js";

/**
 * What goes back from a step to the states before it is at most `limit` long: dL/ds · min(1, limit/‖dL/ds‖) for each
 * example, each state and each step. What the loss sends into a state at its own step comes after that and is not
 * clipped. As the outermost wrapper it sees all ways from state to state.
 *
 * Source    Graves 2013, "Generating Sequences With Recurrent Neural Networks": derivatives clipped inside backpropagation
 *           through time.
 * Deviates  by norm where the paper clips element by element, so that directions stay; at the states, where the paper
 *           does it at the inputs of the LSTM's activations.
 * Gradient  deliberately not the derivative of the loss. Nothing explodes through time; what vanishes still does.
 */
export const clipState = defineWrapper({
  family: "clip-state",
  example: "clip-state:1",
  summary: "the gradient that a step sends back to each state is at most this long, example by example",
  cite: "graves2013",
  options: z.strictObject({
    limit: above0.describe("greatest L2 norm of dL/ds of one example and state"),
  }),
  main: "limit",
  wrap(cell, { limit }) {
    if (Object.keys(cell.states).length === 0)
      throw new EquationError(
        `clip-state clips what goes back through states, but the cell "${cell.name}" has none; take a recurrent cell.`,
      );
    const values = withLeaves(cell.values, (e) => (e.role === "state" ? clipGradient(e, limit) : e));
    return checkedCell({ ...cell, name: `${cell.name} clip-state ${limit}`, values });
  },
});
