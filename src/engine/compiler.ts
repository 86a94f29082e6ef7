import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { arch, cpus, platform } from "node:os";
import { type Registers, registers } from "../emit/index.js";

/** A C compiler that works on this machine. */
export interface Compiler {
  readonly command: string;
  /** First line of what it says of itself. */
  readonly version: string;
  readonly flags: readonly string[];
}

/** Why there is no compiler; one sentence. */
export class NoCompiler extends Error {
  override name = "NoCompiler";
}

// No -ffast-math: NaN and infinity are results here. Contraction to fused multiply-add is wanted; errno and
// floating-point traps are not observed by anyone.
const common = [
  "-std=gnu11",
  "-O2",
  "-ffp-contract=fast",
  "-fno-math-errno",
  "-fno-trapping-math",
  "-fPIC",
  "-shared",
  "-pthread",
  "-w",
];

/** Those that were asked: it takes longer than reading compiled code. */
const known = new Map<string, Compiler>();

/** Asks `$CC`, or `cc`, who it is, once while it works. @throws NoCompiler */
export function findCompiler(): Compiler {
  const command = process.env.CC ?? "cc";
  const found = known.get(command);
  if (found) return found;
  const said = spawnSync(command, ["--version"], { encoding: "utf8", timeout: 10_000 });
  if (said.error || said.status !== 0)
    throw new NoCompiler(
      `the native backend needs a C compiler, and "${command}" does not work; install gcc or clang, or set CC, or use --backend wasm`,
    );
  const version = said.stdout.split("\n")[0] ?? command;
  const machine = arch() === "arm64" && platform() !== "darwin" ? "-mcpu=native" : "-march=native";
  const made = { command, version, flags: [...common, machine] };
  known.set(command, made);
  return made;
}

/** Compiles C text to a shared library. @throws NoCompiler with the compiler's first complaint */
export function compileC(compiler: Compiler, source: string, path: string): void {
  const said = spawnSync(compiler.command, [...compiler.flags, "-x", "c", "-o", path, "-", "-lm"], {
    input: source,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (said.error || said.status !== 0) {
    const lines = (said.stderr || said.error?.message || "no message")
      .split("\n")
      .filter((l) => l.trim() !== "");
    const complaint = lines.find((l) => /error/i.test(l)) ?? lines[0] ?? "";
    throw new NoCompiler(
      `the C compiler "${compiler.command}" failed (${complaint.trim()}); set CC to one that works, or use --backend wasm`,
    );
  }
}

/** Bytes of one vector register of this machine, as far as it can be known without running anything. */
function vectorBytes(): 64 | 32 | 16 {
  if (arch() !== "x64") return 16;
  try {
    const flags = new Set(
      /^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1]?.trim().split(/\s+/),
    );
    return flags.has("avx512f") ? 64 : flags.has("avx2") && flags.has("fma") ? 32 : 16;
  } catch {
    return 16;
  }
}

/** The vector registers of this machine. */
export const nativeRegisters = (elementBytes: number): Registers =>
  registers(vectorBytes(), elementBytes, arch() === "arm64");

/** What besides the source decides the compiled code. */
export const machineKey = (compiler: Compiler): string =>
  [compiler.version, ...compiler.flags, platform(), arch(), cpus()[0]?.model ?? ""].join("|");
