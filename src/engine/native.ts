import { createRequire } from "node:module";
import { lower, printC } from "../emit/index.js";
import type { Phase, Plan } from "../plan/index.js";
import { CompileCache } from "./cache.js";
import { type Compiler, compileC, machineKey, nativeRegisters } from "./compiler.js";
import type { Precision } from "./engine.js";
import type { Machine } from "./planned.js";

/** Parameters below which what touches each of them once is done before a second thread has started. */
const WORTH_SHARING = 2 ** 18;
/** The phases that go through all steps. */
const passes: readonly string[] = ["forward", "backward", "probe", "omega"];

/** Compiles the plan with the machine's C compiler, or takes the result from the cache. */
export function nativeMachine(
  plan: Plan,
  precision: Precision,
  threads: number,
  compiler: Compiler,
  notice: (m: string) => void,
): Machine {
  const bytes = precision === "float32" ? 4 : 8;
  const module = lower(plan, precision, nativeRegisters(bytes));
  const source = printC(module);
  const cache = CompileCache.open(notice);
  const path = cache.entry(`${machineKey(compiler)}\n${source}`, ".so", (to) =>
    compileC(compiler, source, to),
  );
  const koffi = createRequire(import.meta.url)("koffi") as typeof import("koffi");
  const library = koffi.load(path);
  const run = library.func("void hindsight_run(void *team, void *A, long T, long phase)");
  const makeTeam = library.func("void *hindsight_team(long threads)");
  const dismiss = library.func("void hindsight_dismiss(void *team)");
  const alignment = library.func("long hindsight_alignment(void *A)");
  const largePages = library.func("void hindsight_large_pages(void *A, long bytes)");
  // Vectors start on their own boundary: 64 bytes of slack, and the arena begins where the address allows.
  const Real = precision === "float32" ? Float32Array : Float64Array;
  const raw = new Uint8Array(plan.elements * bytes + 64);
  const slack = (64 - Number(alignment(raw))) % 64;
  largePages(raw, raw.byteLength);
  const memory = new Real(raw.buffer, slack, plan.elements);
  const wanted = plan.rowsIndependent ? threads : 1;
  const team: unknown = wanted > 1 ? makeTeam(wanted) : null;
  const used = team === null ? 1 : wanted;
  const phases = new Map(
    Object.keys(module.phases).map((name, number) => {
      const isShared = passes.includes(name) || plan.params.cols >= WORTH_SHARING;
      return [name, { number, team: isShared ? team : null }];
    }),
  );
  const call = (phase: Phase, T: number): void => {
    const { number, team } = phases.get(phase) ?? refuse(`the code has no ${phase}`);
    run(team, memory, T, number);
  };
  const version = /\d+\.\d+(\.\d+)?/.exec(compiler.version)?.[0] ?? "";
  const name = /clang/i.test(compiler.version)
    ? "clang"
    : /gcc|\bcc\b/i.test(compiler.version)
      ? "gcc"
      : compiler.command;
  return {
    backend: "native",
    description: `native (${name} ${version}, ${plan.options.lanes * bytes}-byte vectors, ${used} ${used === 1 ? "thread" : "threads"})`,
    precision,
    memory,
    run: call,
    dispose: () => {
      if (team !== null) dismiss(team);
      library.unload();
    },
  };
}

function refuse(why: string): never {
  throw new Error(why);
}
