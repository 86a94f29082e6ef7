import { describe, expect, it } from "vitest";
import {
  type Checkpoint,
  type Experiment,
  type ExperimentInput,
  type LiveCheckpoint,
  type Past,
  type RunRecord,
  run,
  type Task,
} from "../../src/lab/index.js";
import { adding, runAll, small } from "./small.js";

const copy = ({ step, params, optimiser, best, statistics }: LiveCheckpoint): Checkpoint => ({
  step,
  params: params.slice(),
  optimiser: optimiser.map((array) => array.slice()),
  ...(best && { best: best.slice() }),
  ...(statistics && { statistics: statistics.map((array) => array.slice()) }),
});

/** A run, and its past at every moment at which it can be told. */
async function withPasts(experiment: Experiment, task: Task, signal?: AbortSignal) {
  const records: RunRecord[] = [];
  const pasts: Past[] = [];
  const afterStep = (state: LiveCheckpoint) => pasts.push({ checkpoint: copy(state), records: [...records] });
  for await (const record of run(experiment, task, { afterStep, ...(signal && { signal }) }))
    records.push(record);
  return { records, pasts };
}

const task = adding();
const often = { evaluate: { every: 2, sequences: 5 }, profile: { every: 3 } };

const experiments: Readonly<Record<string, Partial<ExperimentInput>>> = {
  "Adam behind clipping": { steps: 7, ...often },
  "momentum and a schedule": { steps: 7, chain: "clip-value:0.1 sgd:lr=0.1,momentum=0.9 cosine:steps=7" },
  "RMSProp without clipping": { steps: 7, chain: "rmsprop:lr=0.01" },
  "a fixed set in epochs": { steps: 9, data: 7, ...often },
  "truncated BPTT in float32": { steps: 6, unroll: 4, backend: "wasm" },
  "noise in windows of time": {
    steps: 6,
    unroll: 4,
    backend: "wasm",
    layers: [
      { cell: "lstm", hidden: 4, wrap: "dropout:0.3,variational zoneout:0.1 h-detach:0.5 clip-state:1" },
    ],
    ...often,
  },
  "running statistics of windows of time, with patience": {
    steps: 9,
    unroll: 4,
    backend: "wasm",
    layers: [{ cell: "rnn", hidden: 4, wrap: "dropout:0.3 batch-norm" }],
    chain: "adam:lr=0.05",
    patience: 2,
    ...often,
  },
  "probes behind clipping and Adam": { steps: 7, probe: { every: 3 }, ...often },
  "probes in windows of truncated BPTT": { steps: 4, unroll: 4, probe: { every: 2 }, backend: "wasm" },
  "a run that diverges": { steps: 40, chain: "sgd:lr=1e6", ...often },
  "a run that is solved": { steps: 9, chain: "adam:lr=0.01", criterion: "mse", ...often },
};

describe("a run that goes on from any of its steps makes the records of one never interrupted", () => {
  it.each(Object.entries(experiments))("%s", async (name, over) => {
    // A criterion that the second evaluation meets.
    const met = { name: "mse", rule: "soon", cite: "hindsight", holds: () => true };
    const here = name.includes("solved") ? { ...task, criteria: [met] } : task;
    const experiment = small(here, over);
    const { records, pasts } = await withPasts(experiment, here);
    expect(pasts.length).toBeGreaterThan(1);
    for (const from of pasts) {
      const [, ...others] = (await runAll(experiment, here, { from })).all;
      expect([...from.records, ...others]).toEqual(records);
    }
  });

  it("interrupted before an evaluation", async () => {
    const experiment = small(task, {
      steps: 8,
      evaluate: { every: 4, sequences: 50 },
      profile: { every: 4 },
    });
    const whole = await runAll(experiment, task);
    const controller = new AbortController();
    const pasts: Past[] = [];
    const records: RunRecord[] = [];
    const afterStep = (state: LiveCheckpoint) =>
      pasts.push({ checkpoint: copy(state), records: [...records] });
    for await (const record of run(experiment, task, { signal: controller.signal, afterStep })) {
      records.push(record);
      if (record.kind === "step" && record.step === 4) controller.abort();
    }
    const from = pasts.at(-1);
    expect(records.at(-1)).toMatchObject({ kind: "end", status: "interrupted", step: 4 });
    expect(from?.records).toHaveLength(6); // start, profile, four steps
    const [, ...others] = (await runAll(experiment, task, { ...(from && { from }) })).all;
    expect([...(from?.records ?? []), ...others]).toEqual(whole.all);
  });
});

it("says that a checkpoint is of another network", async () => {
  const { pasts } = await withPasts(small(task, { steps: 1 }), task);
  const [from] = pasts;
  const larger = small(task, { layers: [{ cell: "lstm", hidden: 5 }] });
  await expect(runAll(larger, task, { ...(from && { from }) })).rejects.toThrow(
    /parameters and optimiser arrays of its own lengths, 166, 166, 166, but the checkpoint has 117, 117, 117;/,
  );
});
