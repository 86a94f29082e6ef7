import { z } from "zod";
import { type Cell, checkedCell, EquationError, type Expr, mul, type Noise, variable } from "../ir/index.js";
import { flag, share } from "../notation/index.js";
import { defineWrapper } from "./define.js";
import { withLeaves } from "./leaves.js";
import { freshName } from "./name.js";
import { withReadStates } from "./reads.js";

/**
 * Dropout: units are set to 0 with probability p, the others multiplied by 1/(1-p); in evaluation nothing is changed.
 *
 * Where     input (default): what comes from below. recurrent: the states as the recurrent matrices read them.
 *           output: what the next layer sees. Several may be named.
 * When      anew at every step; variational: one mask for all steps of a sequence, by default on input and recurrent.
 * Source    between layers: Zaremba, Sutskever & Vinyals 2014, "Recurrent Neural Network Regularization".
 *           variational: Gal & Ghahramani 2016, "A Theoretically Grounded Application of Dropout in Recurrent Neural
 *           Networks"; the gates share their masks ("tied weights").
 * Gradient  through h it meets the masks of all steps: where they are drawn anew, a unit is cut off at a share p of them.
 *           The memory of a gated cell is read by no matrix and keeps its way.
 */
export const dropout = defineWrapper({
  family: "dropout",
  example: "dropout:0.3",
  summary:
    "units dropped from what comes from below; recurrent: from the states that matrices read; output: from what goes up; variational: one mask a sequence, on input and states",
  cite: "gal2016",
  options: z.strictObject({
    p: share.describe("probability of dropping a unit"),
    input: flag.describe("drop from what comes from below"),
    recurrent: flag.describe("drop from the states that the recurrent matrices read"),
    output: flag.describe("drop from what the next layer sees"),
    variational: flag.describe("one mask for all steps of a sequence"),
  }),
  main: "p",
  wrap(cell, { p, input, recurrent, output, variational }) {
    const isOpen = !input && !recurrent && !output;
    const each = variational ? "sequence" : "step";
    const noise: Noise = { keep: 1 - p, inverted: true, each, over: "example" };
    let made = cell;
    if (input || isOpen) made = onInput(made, noise);
    if (recurrent || (isOpen && variational)) made = onStates(made, noise);
    if (output) made = onOutput(made, noise);
    return checkedCell({ ...made, name: `${cell.name} dropout ${p}` });
  },
});

function onInput(cell: Cell, noise: Noise): Cell {
  const [sequence = ""] = Object.keys(cell.inputs);
  const { masked, inputs } = masking(cell, noise);
  const values = withLeaves(cell.values, (e) =>
    e.role === "input" && e.name === sequence ? masked(e, sequence) : e,
  );
  return { ...cell, values, inputs: inputs() };
}

function onStates(cell: Cell, noise: Noise): Cell {
  const { masked, inputs } = masking(cell, noise);
  const values = withReadStates(cell, "dropout on the states", masked);
  return { ...cell, values, inputs: inputs() };
}

function onOutput(cell: Cell, noise: Noise): Cell {
  const shown = cell.values[cell.output];
  if (!shown) throw new EquationError(`the cell "${cell.name}" has no output`);
  const { masked, inputs } = masking(cell, noise);
  const output = freshName(cell, "out");
  return { ...cell, output, values: { ...cell.values, [output]: masked(shown, "out") }, inputs: inputs() };
}

/** Makes products with masks, and the inputs of the cell with those masks. */
function masking(cell: Cell, noise: Noise) {
  let { inputs } = cell;
  return {
    masked: (e: Expr, name: string): Expr => {
      const mask = freshName({ ...cell, inputs }, `keep_${name}`);
      inputs = { ...inputs, [mask]: { shape: e.shape, noise } };
      return mul(e, variable("input", mask, e.shape));
    },
    inputs: () => inputs,
  };
}
