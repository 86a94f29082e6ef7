import { meanSquaredError } from "../../src/cells/index.js";
import { lower, printC, printWat, registers } from "../../src/emit/index.js";
import type { Cell, Network } from "../../src/ir/index.js";
import { type Plan, plan, showPlan } from "../../src/plan/index.js";
import type { ShowOptions } from "../commands/show.js";

const FLOAT32 = 4;
/** 512 bits, so that the text is the same on every machine. */
const NATIVE = registers(64, 4);
const WASM = registers(16, 4);

/** What `--plan`, `--c` or `--wat` asks for; undefined when none of them is given. */
export function code(cell: Cell, options: ShowOptions): string | undefined {
  if (options.plan) return showPlan(planOf(cell, options), FLOAT32);
  if (options.c) return printC(lower(planOf(cell, options), "float32", NATIVE));
  if (options.wat) return printWat(lower(planOf(cell, options, WASM), "float32", WASM));
  return undefined;
}

/** The plan of one layer under a readout of one number after the last step. */
export function planOf(cell: Cell, { T, batch, hidden, input }: ShowOptions, { lanes } = NATIVE): Plan {
  const network: Network = {
    input,
    layers: [{ cell, dims: { H: hidden } }],
    readout: { cell: meanSquaredError, on: "last", size: 1 },
  };
  return plan(network, { T, B: batch }, { lanes, inputGradient: false });
}

/** Bytes of the whole memory of a plan in float32. */
export function bytesOf({ elements }: Plan): number {
  return elements * FLOAT32;
}
