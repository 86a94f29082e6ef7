import { stream } from "../src/rng/index.js";
import { type Entry, lineup } from "./lineup.js";
import type { Listener } from "./progress.js";
import { interleaved, median, timed } from "./rounds.js";
import { type Shape, shapeName } from "./shape.js";
import { mover, trainer } from "./step.js";
import type { StepOptions } from "./steps.js";
import { type Subject, subject } from "./subject.js";

/** What something costs, as a share of a training step. */
export interface ShareRecord {
  readonly kind: "share";
  readonly of: "data" | "update" | "probe";
  readonly cell: string;
  readonly shape: Shape;
  readonly engine: string;
  /** A training step, medians in milliseconds. */
  readonly step: number;
  /** The batch alone; the update alone; the step with the profile recorded. */
  readonly other: number;
  /** What it adds to a step: the median of the shares of each round. */
  readonly share: number;
}

/** What making a batch costs. */
export function benchData(options: StepOptions, listen: Listener): AsyncGenerator<ShareRecord> {
  return shares("data", options, listen, ({ task, shape }) => {
    const source = stream(1, "benchmark");
    let batch = 0;
    return { run: () => task.sample(source.split(batch++), shape.B), share: (step, other) => other / step };
  });
}

/** What the gradient norm and the optimiser cost. */
export function benchUpdate(options: StepOptions, listen: Listener): AsyncGenerator<ShareRecord> {
  return shares("update", options, listen, (_, { engine }) => {
    return { run: mover(engine), share: (step, other) => other / step };
  });
}

/** What recording the profile of every step costs. */
export function benchProbe(options: StepOptions, listen: Listener): AsyncGenerator<ShareRecord> {
  return shares("probe", options, listen, ({ params, batch }, { engine }) => {
    const step = trainer(engine, params, batch);
    return { run: () => step({ profile: true }), share: (plain, probing) => probing / plain - 1 };
  });
}

interface Other {
  run(): unknown;
  share(step: number, other: number): number;
}

async function* shares(
  what: ShareRecord["of"],
  { cells, shapes, rounds, ...wanted }: StepOptions,
  listen: Listener,
  otherOf: (of: Subject, entry: Entry) => Other,
): AsyncGenerator<ShareRecord> {
  const pairs = shapes.flatMap((shape) => cells.map((cell) => ({ cell, shape })));
  for (const [i, { cell, shape }] of pairs.entries()) {
    const tell = (part: number) => listen(`${cell}, ${shapeName(shape)}`, (i + part) / pairs.length);
    if (!(await tell(0))) return;
    const of = subject(cell, shape);
    const entries = await lineup(of, wanted);
    try {
      for (const entry of entries) {
        const { engine, verdict } = entry;
        if (!verdict.verified) throw new Error(`${cell}, ${shapeName(shape)}: ${verdict.reason}; not timed`);
        const step = trainer(engine, of.params, of.batch);
        const { run, share } = otherOf(of, entry);
        const contestants = [step, run].map((f) => ({ name: what, round: () => timed(f) }));
        const [steps = [], others = []] = await interleaved(contestants, rounds, (n) => tell(n / rounds));
        if (steps.length === 0) continue;
        yield {
          kind: "share",
          of: what,
          cell,
          shape,
          engine: engine.description,
          step: median(steps),
          other: median(others),
          share: median(steps.map((time, k) => share(time, others[k] ?? Number.NaN))),
        };
      }
    } finally {
      for (const { engine } of entries) engine.dispose();
    }
  }
}
