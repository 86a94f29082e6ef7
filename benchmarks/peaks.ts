import type { Engine } from "../src/engine/index.js";
import { nativePeak } from "./peak-native.js";
import { wasmPeak } from "./peak-wasm.js";
import type { Contestant } from "./rounds.js";

/** The limit that an engine is measured against, as a name to find it by; interp has none. */
export type Limit = `native ${number}` | "wasm" | "wasm relaxed";

/** The limit of this engine, by what it says of itself. */
export function limitOf({ backend, description }: Engine, threads: number): Limit | undefined {
  if (backend === "interp") return undefined;
  if (backend === "wasm") return /relaxed/.test(description) ? "wasm relaxed" : "wasm";
  return `native ${threads}`;
}

/** A contestant that measures a limit in GFLOP/s; undefined where the machine does not have what it limits. */
export async function peakOf(limit: Limit): Promise<Contestant | undefined> {
  if (limit.startsWith("wasm")) return wasmPeak(limit === "wasm relaxed");
  return nativePeak(Number(limit.split(" ")[1] ?? 1));
}
