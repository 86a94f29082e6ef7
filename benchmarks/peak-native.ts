import { createRequire } from "node:module";
import { CompileCache } from "../src/engine/cache.js";
import { compileC, findCompiler, machineKey, nativeRegisters } from "../src/engine/compiler.js";
import { type Contestant, timed } from "./rounds.js";

const FLOAT32 = 4;
/** Multiply-adds of each accumulator in one call: a few milliseconds. */
const TURNS = 2_000_000;

/**
 * The limit of native code: fused multiply-adds in float32 on registers alone, in C with vectors as wide as the engine's,
 * compiled by the same compiler with the same flags, one loop a thread. A round returns GFLOP/s.
 *
 * @throws NoCompiler
 */
export function nativePeak(threads: number): Contestant {
  const { lanes } = nativeRegisters(FLOAT32);
  // As many chains as registers allow: each must wait for its own last result, four cycles or so.
  const chains = lanes === 16 || process.arch === "arm64" ? 24 : 12;
  const compiler = findCompiler();
  const source = peakC(lanes, chains);
  const cache = CompileCache.open(() => undefined);
  const path = cache.entry(`${machineKey(compiler)}\n${source}`, ".so", (to) =>
    compileC(compiler, source, to),
  );
  const koffi = createRequire(import.meta.url)("koffi") as typeof import("koffi");
  const run = koffi.load(path).func("double hindsight_peak(long turns, long threads)");
  const work = 2 * lanes * chains * TURNS * threads;
  return {
    name: `native peak, ${threads} ${threads === 1 ? "thread" : "threads"}`,
    round: () => work / timed(() => run(TURNS, threads)) / 1e6,
  };
}

/** a = a·x + y with x just below one: nothing grows, nothing becomes denormal, nothing is known to the compiler. */
function peakC(lanes: number, chains: number): string {
  const each = (f: (i: number) => string) => Array.from({ length: chains }, (_, i) => f(i)).join(" ");
  return `#include <pthread.h>
typedef float V __attribute__((vector_size(${lanes * FLOAT32})));
static volatile float scale = 0.999f, shift = 1e-3f;
static double sums[64];
struct Work { long turns, thread; };
static void *chains(void *given) {
  struct Work *work = given;
  V x = scale - (V){}, y = shift - (V){};
  V ${Array.from({ length: chains }, (_, i) => `a${i} = y * ${i + 1}`).join(", ")};
  for (long t = 0; t < work->turns; t++) { ${each((i) => `a${i} = a${i} * x + y;`)} }
  V sum = ${Array.from({ length: chains }, (_, i) => `a${i}`).join(" + ")};
  sums[work->thread % 64] = sum[0];
  return 0;
}
double hindsight_peak(long turns, long threads) {
  pthread_t id[64];
  struct Work work[64];
  if (threads > 64) threads = 64;
  for (long i = 0; i < threads; i++) {
    work[i] = (struct Work){ turns, i };
    if (i > 0) pthread_create(&id[i], 0, chains, &work[i]);
  }
  chains(&work[0]);
  for (long i = 1; i < threads; i++) pthread_join(id[i], 0);
  return sums[0];
}
`;
}
