import type { Backend, Engine } from "../src/engine/index.js";
import { type Entry, lineup, type Wanted } from "./lineup.js";
import { limitOf } from "./peaks.js";
import type { Listener } from "./progress.js";
import { type Result, race } from "./race.js";
import { median, timed } from "./rounds.js";
import { type Shape, shapeName } from "./shape.js";
import { trainer } from "./step.js";
import { type Subject, subject } from "./subject.js";
import type { Verdict } from "./verify.js";
import { trainingWork } from "./work.js";

/** The time of a training step of one engine on one subject, or why it was not timed. */
export type StepTimeRecord = Timed | Refused;
type Timed = About & Times & Verdict & { readonly verified: true };
type Refused = About & Verdict & { readonly verified: false };

interface About {
  readonly kind: "step-time";
  readonly cell: string;
  readonly shape: Shape;
  readonly backend: Backend;
  readonly threads: number;
  /** The engine with compiler and machine. */
  readonly engine: string;
  /** Bytes of the engine's memory; interp has none of its own. */
  readonly bytes?: number;
}

interface Times {
  /** Median over the rounds. */
  readonly milliseconds: number;
  readonly rounds: number;
  readonly gflops: number;
  /** What this backend could do on this machine: the best of the same rounds, in GFLOP/s. */
  readonly peak?: number;
  readonly sequencesPerSecond: number;
}

export interface StepOptions extends Wanted {
  readonly cells: readonly string[];
  readonly shapes: readonly Shape[];
  readonly rounds: number;
}

/** Verifies and times the training steps of every cell at every shape, the engines of each in turn. */
export async function* benchSteps(options: StepOptions, listen: Listener): AsyncGenerator<StepTimeRecord> {
  const pairs = options.shapes.flatMap((shape) => options.cells.map((cell) => ({ cell, shape })));
  for (const [i, { cell, shape }] of pairs.entries()) {
    const tell = (part: number) => listen(`${cell}, ${shapeName(shape)}`, (i + part) / pairs.length);
    if (!(await tell(0))) return;
    const of = subject(cell, shape);
    const entries = await lineup(of, options);
    try {
      yield* timeAll(of, entries, options.rounds, tell);
    } finally {
      for (const { engine } of entries) engine.dispose();
    }
  }
}

async function* timeAll(
  of: Subject,
  entries: readonly Entry[],
  rounds: number,
  tell: (part: number) => Promise<boolean> | boolean,
): AsyncGenerator<StepTimeRecord> {
  const { cell, shape, params, batch } = of;
  const fit = entries.filter(({ verdict }) => verdict.verified);
  const runners = fit.map(({ engine, threads }) => {
    const step = trainer(engine, params, batch);
    return { name: engine.description, limit: limitOf(engine, threads), round: () => timed(step) };
  });
  const results = await race(runners, rounds, (round) => tell(round / rounds));
  for (const entry of entries) {
    const { engine, threads, verdict } = entry;
    const { backend, description } = engine;
    const sizes = { cell, shape, backend, threads, engine: description, ...memoryOf(engine) };
    const about = { kind: "step-time", ...sizes } as const;
    const result = results[fit.indexOf(entry)];
    if (!verdict.verified) yield { ...about, ...verdict };
    else if (result && result.measured.length > 0) yield { ...about, ...verdict, ...timesOf(of, result) };
  }
}

function timesOf({ network, shape }: Subject, { measured, peak }: Result): Times {
  const milliseconds = median(measured);
  return {
    milliseconds,
    rounds: measured.length,
    gflops: trainingWork(network, shape) / milliseconds / 1e6,
    ...(peak !== undefined && { peak }),
    sequencesPerSecond: (1000 * shape.B) / milliseconds,
  };
}

/** An engine over generated code has one memory, and its parameters are a view of it. */
function memoryOf({ backend, params }: Engine): { readonly bytes?: number } {
  return backend === "interp" ? {} : { bytes: params.buffer.byteLength };
}
