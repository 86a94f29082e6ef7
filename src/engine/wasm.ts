import { lower, printWat, type Registers, registers } from "../emit/index.js";
import type { Phase, Plan } from "../plan/index.js";
import type { Precision } from "./engine.js";
import type { Machine } from "./planned.js";

/** 128-bit vectors; eight accumulators, two columns of weights, one row element. */
export const wasmRegisters = (elementBytes: number): Registers => registers(16, elementBytes);

/** A function that is nothing but f32x4.relaxed_madd. */
const relaxedMadd = new Uint8Array(
  [
    [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    [0x01, 0x08, 0x01, 0x60, 0x03, 0x7b, 0x7b, 0x7b, 0x01, 0x7b],
    [0x03, 0x02, 0x01, 0x00],
    [0x0a, 0x0d, 0x01, 0x0b, 0x00, 0x20, 0x00, 0x20, 0x01, 0x20, 0x02, 0xfd, 0x85, 0x02, 0x0b],
  ].flat(),
);

const pageBytes = 65_536;
/** Largest memory a 32-bit WebAssembly module can have. */
export const wasmLimit = 65_536 * pageBytes;

/** Assembles the plan as WebAssembly with 128-bit SIMD. */
export async function wasmMachine(plan: Plan, precision: Precision): Promise<Machine> {
  const bytes = precision === "float32" ? 4 : 8;
  const { default: loadWabt } = await import("wabt");
  const wabt = await loadWabt();
  const relaxed = WebAssembly.validate(relaxedMadd);
  const text = printWat(lower(plan, precision, wasmRegisters(bytes)), relaxed);
  const parsed = wabt.parseWat("hindsight.wat", text, { simd: true, relaxed_simd: relaxed });
  const { buffer } = parsed.toBinary({});
  parsed.destroy();
  const pages = Math.ceil((plan.elements * bytes) / pageBytes);
  const memory = new WebAssembly.Memory({ initial: Math.max(1, pages) });
  const { instance } = await WebAssembly.instantiate(new Uint8Array(buffer), { hindsight: { memory } });
  const call = (phase: Phase, T: number): void => {
    const f = instance.exports[phase];
    if (typeof f !== "function") throw new Error(`the module has no ${phase}`);
    f(T);
  };
  const Real = precision === "float32" ? Float32Array : Float64Array;
  return {
    backend: "wasm",
    description: `wasm (128-bit ${relaxed ? "relaxed " : ""}SIMD)`,
    precision,
    memory: new Real(memory.buffer, 0, plan.elements),
    run: call,
    dispose: () => {},
  };
}
