import { nativePeak } from "./peak-native.js";
import { wasmPeak } from "./peak-wasm.js";
/** The limit of this engine, by what it says of itself. */
export function limitOf({ backend, description }, threads) {
    if (backend === "interp")
        return undefined;
    if (backend === "wasm")
        return /relaxed/.test(description) ? "wasm relaxed" : "wasm";
    return `native ${threads}`;
}
/** A contestant that measures a limit in GFLOP/s; undefined where the machine does not have what it limits. */
export async function peakOf(limit) {
    if (limit.startsWith("wasm"))
        return wasmPeak(limit === "wasm relaxed");
    return nativePeak(Number(limit.split(" ")[1] ?? 1));
}
