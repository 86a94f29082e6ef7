import {
  type EndRecord,
  type EvaluationRecord,
  type Experiment,
  type ExperimentInput,
  type ProfileRecord,
  parseExperiment,
  type RunOptions,
  type RunRecord,
  run,
  type StartRecord,
  type StepRecord,
  type Task,
} from "../../src/lab/index.js";
import { makeTask } from "../../tasks/index.js";

export const adding = (T = 10): Task => makeTask("adding", { T });

/** A small experiment for the interpreter. */
export function small(task: Task, over: Partial<ExperimentInput> = {}): Experiment {
  return parseExperiment({
    task: { ...task.options, name: task.name },
    layers: [{ cell: "lstm", hidden: 4 }],
    steps: 4,
    batch: 4,
    backend: "interp",
    evaluate: { every: 4, sequences: 6 },
    ...over,
  });
}

interface ByKind {
  start: StartRecord;
  step: StepRecord;
  evaluation: EvaluationRecord;
  profile: ProfileRecord;
  end: EndRecord;
}

/** All records of a run, and those of a kind. */
export class Records {
  constructor(readonly all: readonly RunRecord[]) {}

  of<K extends keyof ByKind>(kind: K): ByKind[K][] {
    return this.all.filter((r) => r.kind === kind) as ByKind[K][];
  }

  get losses(): number[] {
    return this.of("step").map(({ loss }) => loss);
  }

  get end(): EndRecord {
    const [end] = this.of("end");
    if (!end) throw new Error("the run has no end");
    return end;
  }
}

export async function runAll(experiment: Experiment, task: Task, options?: RunOptions): Promise<Records> {
  const records: RunRecord[] = [];
  for await (const record of run(experiment, task, options)) records.push(record);
  return new Records(records);
}
