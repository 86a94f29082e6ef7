import { type Backend, compile, type Engine } from "../src/engine/index.js";
import { type Pass, pass } from "./compare.js";
import { update } from "./step.js";
import type { Subject } from "./subject.js";
import { interpreted, type Verdict, verify } from "./verify.js";
import { trainingWork } from "./work.js";

/** Which engines are wanted. */
export interface Wanted {
  readonly backends: readonly Backend[];
  /** Numbers of threads of the native backend. */
  readonly threads: readonly number[];
  /** Told what is left out and why. */
  readonly notice: (message: string) => void;
}

/** One engine on a subject, with the verdict whether it may be timed. */
export interface Entry {
  readonly engine: Engine;
  readonly threads: number;
  readonly verdict: Verdict;
}

/** Floating-point operations a step beyond which the interpreter takes seconds. */
const INTERPRETED = 1e8;

/** Makes the engines that are wanted and verifies each. The caller disposes of them. */
export async function lineup(of: Subject, wanted: Wanted): Promise<Entry[]> {
  const made: { engine: Engine; threads: number; isWanted: boolean }[] = [];
  for (const [backend, threads, isWanted] of choices(of, wanted)) {
    const engine = await make(of, backend, threads, wanted.notice);
    if (engine) made.push({ engine, threads, isWanted });
  }
  const passes = new Map<Backend, Pass>();
  for (const { engine } of made)
    if (engine.backend !== "interp" && !passes.has(engine.backend))
      passes.set(engine.backend, pass(engine, of.params, of.batch));
  const interpreter = await interpreted(of);
  const judged = made.map(({ engine, threads, isWanted }) => {
    const same = passes.get(engine.backend);
    const [, other] = [...passes].find(([backend]) => backend !== engine.backend) ?? [];
    const witnesses = { interpreter, ...(same && { same }), ...(other && { other }) };
    return { engine, threads, isWanted, verdict: verify(engine, of, witnesses) };
  });
  for (const { engine, isWanted } of judged) if (!isWanted) engine.dispose();
  return judged.filter(({ isWanted }) => isWanted);
}

/** Those wanted, and of native and wasm also the one that is not, as a witness for the other. */
function choices(of: Subject, { backends, threads }: Wanted): [Backend, number, boolean][] {
  const wants = (backend: Backend) => backends.includes(backend);
  const isSmall = trainingWork(of.network, of.shape) <= INTERPRETED;
  return [
    ...(wants("native") ? threads : [1]).map((n): [Backend, number, boolean] => [
      "native",
      n,
      wants("native"),
    ]),
    ["wasm", 1, wants("wasm")],
    ...(wants("interp") && isSmall ? [["interp", 1, true] as [Backend, number, boolean]] : []),
  ];
}

/** The engine, or nothing where this machine cannot have it. */
async function make(of: Subject, backend: Backend, threads: number, notice: (message: string) => void) {
  const { network, shape } = of;
  try {
    return await compile(network, shape, { backend, threads, notice, update });
  } catch (e) {
    if (!(e instanceof Error) || (e.name !== "NoCompiler" && !(e instanceof RangeError))) throw e;
    notice(`${of.cell}, ${backend}: left out: ${e.message}`);
    return undefined;
  }
}
