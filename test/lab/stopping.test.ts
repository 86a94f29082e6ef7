import { describe, expect, it } from "vitest";
import {
  type Checkpoint,
  type LiveCheckpoint,
  type Past,
  type RunRecord,
  run,
  type Task,
} from "../../src/lab/index.js";
import { adding, Records, runAll, small } from "./small.js";

const task = adding();
/** Learns too fast, on few sequences: its evaluations get better and worse. */
const over = {
  data: 6,
  chain: "sgd:lr=0.1,momentum=0.5",
  steps: 60,
  batch: 2,
  evaluate: { every: 2, sequences: 5 },
  stopWhenSolved: false,
} as const;
const patient = small(task, { ...over, patience: 3 });

const copy = ({ step, params, optimiser, best }: LiveCheckpoint): Checkpoint => ({
  step,
  params: params.slice(),
  optimiser: optimiser.map((array) => array.slice()),
  ...(best && { best: best.slice() }),
});

/** A run, its states after every step, and its pasts. */
async function watched(experiment = patient, here: Task = task) {
  const all: RunRecord[] = [];
  const pasts: Past[] = [];
  const states: LiveCheckpoint[] = [];
  const afterStep = (state: LiveCheckpoint) => {
    const checkpoint = copy(state);
    pasts.push({ checkpoint, records: [...all] });
    states.push({ ...state, ...checkpoint });
  };
  for await (const record of run(experiment, here, { afterStep })) all.push(record);
  return { records: new Records(all), states, pasts };
}

describe("a run with patience", () => {
  it("stops at the n-th evaluation that is not better than the best, with the parameters of that one, bit for bit", async () => {
    const { records, states } = await watched();
    const evaluations = records.of("evaluation");
    const best = evaluations.reduce((a, b) => (b.loss < a.loss ? b : a));
    const { end } = records;
    expect(end).toMatchObject({ status: "stopped early", step: best.step + 3 * 2, restoredFrom: best.step });
    expect(end.step).toBeLessThan(60);
    expect(best.step).toBe(14);
    expect(end.evaluation).toEqual({ loss: best.loss, metrics: best.metrics });
    const then = states.find(({ step }) => step === best.step);
    const last = states.at(-1);
    expect(last).toMatchObject({ isLast: true, step: end.step, restoredFrom: best.step });
    expect(last?.params).toEqual(then?.params);
    expect(states.at(-2)?.params).not.toEqual(then?.params);
    // A run that ends there says the same of itself.
    const shorter = await runAll(small(task, { ...over, steps: best.step }), task);
    expect(shorter.end).toMatchObject({ step: best.step, hash: end.hash });
    expect(shorter.end.evaluation).toEqual(end.evaluation);
    expect(records.of("profile").at(-1)).toEqual(shorter.of("profile").at(-1));
  });

  it("is until then the same run, bit for bit", async () => {
    const [stopped, whole] = [await runAll(patient, task), await runAll(small(task, over), task)];
    expect(whole.end.status).toBe("finished");
    expect(whole.losses.slice(0, stopped.end.step)).toEqual(stopped.losses);
    const off = await runAll(small(task, { ...over, patience: "off" }), task);
    expect(off.all.slice(1)).toEqual(whole.all.slice(1));
  });

  it("ends with its best parameters also where the steps are over first", async () => {
    const { end } = await runAll(patient, task);
    const { records } = await watched(small(task, { ...over, patience: 4, steps: end.step }));
    expect(records.end).toMatchObject({
      status: "finished",
      step: end.step,
      restoredFrom: end.restoredFrom,
      hash: end.hash,
    });
  });

  it("keeps what solved it when it stops there, and is solved when it went on and then stopped early", async () => {
    const third = {
      ...task,
      criteria: [{ name: "mse", rule: "the last", cite: "none", holds: () => true }],
    };
    const stopped = await watched(small(third, { ...over, patience: 3, stopWhenSolved: true }), third);
    expect(stopped.records.end).toMatchObject({ status: "solved", step: 2, solvedAt: 2 });
    expect(stopped.records.end.restoredFrom).toBeUndefined();
    expect(stopped.states.at(-1)?.best).toBeUndefined();
    const went = await runAll(small(third, { ...over, patience: 3 }), third);
    const { end } = await runAll(patient, task);
    expect(went.end).toMatchObject({ ...end, status: "solved", solvedAt: 2 });
  });

  it("leaves a diverged and an interrupted run where they are", async () => {
    const diverged = await runAll(small(task, { ...over, patience: 9, chain: "sgd:lr=1e6" }), task);
    expect(diverged.end.status).toBe("diverged");
    expect(diverged.end.restoredFrom).toBeUndefined();
    const stop = new AbortController();
    const records: RunRecord[] = [];
    for await (const record of run(patient, task, { signal: stop.signal })) {
      records.push(record);
      if (record.kind === "step" && record.step === 5) stop.abort();
    }
    const plain = await runAll(small(task, { ...over, steps: 5 }), task);
    expect(new Records(records).end).toMatchObject({ status: "interrupted", step: 5, hash: plain.end.hash });
  });
});

describe("a run that depends on evaluations goes on from any step to the same bits", () => {
  const profiled = { ...over, profile: { every: 4 } };
  it.each([
    ["early stopping", { ...over, patience: 3 }],
    ["early stopping between profiles", { ...profiled, patience: 3 }],
    ["patience left at the last step", { ...over, patience: 30, steps: 18 }],
    ["plateau", { ...over, steps: 16, chain: "sgd:lr=0.6 plateau:factor=0.3,patience=2" }],
    ["both", { ...profiled, patience: 4, chain: "adam:lr=0.3 plateau:0.5,patience=1" }],
  ])("%s", async (name, settings) => {
    const experiment = small(task, settings);
    const { records, pasts } = await watched(experiment);
    for (const from of pasts) {
      const { all } = await runAll(experiment, task, { from });
      expect([...from.records, ...all.slice(1)]).toEqual(records.all);
    }
    if (name === "plateau") {
      const without = await runAll(small(task, { ...settings, chain: "sgd:lr=0.6" }), task);
      expect(without.end.hash).not.toBe(records.end.hash);
    }
  });

  it("but not from a checkpoint without the best parameters", async () => {
    const { pasts } = await watched();
    const from = pasts[5];
    const { best, ...checkpoint } = from?.checkpoint ?? expect.fail();
    expect(best).toBeDefined();
    const going = runAll(patient, task, { from: { checkpoint, records: from?.records ?? [] } });
    await expect(going).rejects.toThrow(/goes on from a checkpoint that has the best parameters so far/);
  });
});

it("an experiment says what patience may be", () => {
  expect(small(task).patience).toBeUndefined();
  expect(() => small(task, { patience: 0 })).toThrow(
    /^patience must be .*, but it was 0; write e\.g\. 10\.$/,
  );
  expect(() => small(task, { patience: "on" as "off" })).toThrow(
    /^patience must be "off" or a whole number from 1, but it was "on"; write e\.g\. 10\.$/,
  );
});
