import type { Network } from "../ir/index.js";
import type { CompileOptions, Engine } from "./engine.js";
import { interpret } from "./interp.js";

/** Makes an engine for a network, for sequences of up to T steps and batches of exactly B. */
export async function compile(network: Network, sizes: { readonly T: number; readonly B: number }, options: CompileOptions = {}): Promise<Engine> {
  void options;
  return interpret(network, sizes.T, sizes.B);
}
