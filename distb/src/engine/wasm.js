import { lower, printWat } from "../emit/index.js";
/** 16 registers of 128 bits: eight accumulators, two columns of weights, one row element. */
export const wasmTile = (elementBytes) => ({
    lanes: 16 / elementBytes,
    rows: 4,
    vectors: 2,
    unroll: 1,
});
const pageBytes = 65_536;
/** Largest memory a 32-bit WebAssembly module can have. */
export const wasmLimit = 65_536 * pageBytes;
/** Assembles the plan as WebAssembly with 128-bit SIMD. */
export async function wasmMachine(plan, precision) {
    const bytes = precision === "float32" ? 4 : 8;
    const { default: loadWabt } = await import("wabt");
    const wabt = await loadWabt();
    const parsed = wabt.parseWat("hindsight.wat", printWat(lower(plan, precision, wasmTile(bytes))), {
        simd: true,
    });
    const { buffer } = parsed.toBinary({});
    parsed.destroy();
    const pages = Math.ceil((plan.elements * bytes) / pageBytes);
    const memory = new WebAssembly.Memory({ initial: Math.max(1, pages) });
    const { instance } = await WebAssembly.instantiate(new Uint8Array(buffer), { hindsight: { memory } });
    const call = (phase, T) => {
        const f = instance.exports[phase];
        if (typeof f !== "function")
            throw new Error(`the module has no ${phase}`);
        f(T);
    };
    const Real = precision === "float32" ? Float32Array : Float64Array;
    return {
        backend: "wasm",
        description: "wasm (128-bit SIMD)",
        precision,
        memory: new Real(memory.buffer, 0, plan.elements),
        run: call,
        dispose: () => { },
    };
}
