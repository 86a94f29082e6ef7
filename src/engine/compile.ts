import type { Network } from "../ir/index.js";
import { type Plan, plan } from "../plan/index.js";
import type { Backend, CompileOptions, Engine } from "./engine.js";
import { interpret } from "./interp.js";
import { PlannedEngine } from "./planned.js";

const gibibyte = 2 ** 30;

/**
 * Makes an engine for a network, for sequences of up to T steps and batches of exactly B.
 *
 * @throws RangeError when the memory would not fit, before anything is allocated
 * @throws NoCompiler when native is asked for by name and cannot be had
 */
export async function compile(
  network: Network,
  sizes: { readonly T: number; readonly B: number },
  options: CompileOptions = {},
): Promise<Engine> {
  const {
    backend = "auto",
    precision = "float32",
    threads = 1,
    inputGradient = false,
    checkpoint = "none",
    omega = false,
    update,
    trace = false,
    tracer,
  } = options;
  for (const [name, n] of Object.entries({ T: sizes.T, B: sizes.B, threads }))
    if (!Number.isInteger(n) || n < 1)
      throw new RangeError(`${name} is a whole number of at least 1; given ${n}`);
  const bytes = precision === "float64" || backend === "interp" ? 8 : 4;
  const steps = checkpoint === "sqrt" ? Math.ceil(Math.sqrt(sizes.T)) : sizes.T;
  const make = (lanes: number): Plan =>
    plan(
      network,
      { T: steps, B: sizes.B },
      { lanes, inputGradient, trace, ...(omega && { omega }), ...(update && { update }) },
    );

  if (backend === "interp") {
    // The specification keeps each value as an array of its own, about twice what the plan needs.
    await checkMemory(make(1).elements * bytes * 2, sizes);
    return interpret(network, sizes.T, sizes.B, {
      omega,
      trace,
      ...(update && { update }),
      ...(tracer && { tracer }),
    });
  }
  if (backend !== "wasm") {
    const native = await tryNative(backend, options.notice ?? (() => {}));
    if (native) {
      const made = make(native.registers(bytes).lanes);
      await checkMemory(made.elements * bytes, sizes);
      const machine = native.machine(made, precision, threads);
      if (machine) return new PlannedEngine(made, machine, sizes.T);
    }
  }
  const { wasmLimit, wasmMachine, wasmRegisters } = await import("./wasm.js");
  const made = make(wasmRegisters(bytes).lanes);
  await checkMemory(made.elements * bytes, sizes, wasmLimit, "WebAssembly");
  return new PlannedEngine(made, await wasmMachine(made, precision), sizes.T);
}

let told = false;

/** The native backend, or nothing where `auto` may do without it. */
async function tryNative(wanted: Backend | "auto", notice: (message: string) => void) {
  const instead = (e: unknown): undefined => {
    if (wanted === "native" || !(e instanceof Error)) throw e;
    if (!told) notice(`no native backend: ${e.message.split("; ")[0]}; using wasm`);
    told = true;
    return undefined;
  };
  try {
    const [{ findCompiler, nativeRegisters }, { nativeMachine }] = await Promise.all([
      import("./compiler.js"),
      import("./native.js"),
    ]);
    const compiler = findCompiler();
    return {
      registers: nativeRegisters,
      machine: (made: Plan, precision: "float32" | "float64", threads: number) => {
        try {
          return nativeMachine(made, precision, threads, compiler, notice);
        } catch (e) {
          return instead(e);
        }
      },
    };
  } catch (e) {
    return instead(e);
  }
}

/** One sentence before an allocation that cannot succeed. */
async function checkMemory(
  bytes: number,
  { T, B }: { T: number; B: number },
  limit = Number.POSITIVE_INFINITY,
  who = "this machine",
): Promise<void> {
  const available = Math.min(limit, await freeMemory());
  if (bytes <= available) return;
  const show = (b: number) => `${(b / gibibyte).toPrecision(3)} GiB`;
  throw new RangeError(
    `sequences of ${T} steps in batches of ${B} need ${show(bytes)} of memory, and ${who} has ${show(available)}; lower T, the batch or the hidden size, or keep fewer steps with --checkpoint sqrt`,
  );
}

async function freeMemory(): Promise<number> {
  if (typeof process === "undefined" || !process.versions?.node) return Number.POSITIVE_INFINITY;
  const { freemem } = await import("node:os");
  const constrained = process.constrainedMemory?.() ?? 0;
  return constrained > 0 ? Math.min(freemem(), constrained) : freemem();
}
