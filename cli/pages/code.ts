import { meanSquaredError } from "../../src/cells/index.js";
import type { Cell, Network } from "../../src/ir/index.js";
import { type Plan, plan, showPlan } from "../../src/plan/index.js";
import type { ShowOptions } from "../commands/show.js";

const FLOAT32 = 4;
/** Of a 512-bit register. */
const LANES = 16;

/** What `--plan`, `--c` or `--wat` asks for; undefined when none of them is given. */
export function code(cell: Cell, options: ShowOptions): string | undefined {
  if (options.plan) return showPlan(planOf(cell, options), FLOAT32);
  return undefined;
}

/** The plan of one layer under a readout of one number after the last step. */
export function planOf(cell: Cell, { T, batch, hidden, input }: ShowOptions): Plan {
  const network: Network = {
    input,
    layers: [{ cell, dims: { H: hidden } }],
    readout: { cell: meanSquaredError, on: "last", size: 1 },
  };
  return plan(network, { T, B: batch }, { lanes: LANES, inputGradient: false });
}

/** Bytes of the whole memory of a plan in float32. */
export function bytesOf({ elements }: Plan): number {
  return elements * FLOAT32;
}
