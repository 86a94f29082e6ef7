import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { carry } from "../../../cli/workers/carry.js";
import type { Order } from "../../../cli/workers/message.js";
import type { Experiment } from "../../../src/lab/index.js";
import { findRun, openStore, readRecords, runHash } from "../../../src/store/index.js";
import { adding, runAll, small } from "../../lab/small.js";

let store: string;
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), "hindsight-carry-"));
});
afterEach(() => rmSync(store, { recursive: true, force: true }));

const task = adding();
const experiment = (steps: number, over: Partial<Experiment> = {}): Experiment => ({
  ...small(task, { evaluate: { every: 3, sequences: 6 }, ...over }),
  steps,
});
const listener = (signal = new AbortController().signal) => ({
  signal,
  progress: () => undefined,
  notice: () => undefined,
});
const order = (one: Experiment, more: Partial<Order> = {}): Order => ({
  experiment: one,
  store,
  version: "0",
  ...more,
});

const recordsOf = (one: Experiment) => {
  const run = findRun(openStore(store), runHash({ ...one, task: { ...task.options, name: task.name } }));
  return run ? [...readRecords(run)] : [];
};
const withoutStart = (records: readonly { readonly kind: string }[]) =>
  records.filter(({ kind }) => kind !== "start");

describe("carrying out a run", () => {
  it("computes it once and reads it after that", async () => {
    const first = await carry(order(experiment(6)), listener());
    const again = await carry(order(experiment(6)), listener());
    expect(first.reused).toBe(0);
    const { pace, ...told } = first;
    expect(pace).toBeGreaterThan(0);
    expect(again).toEqual({ ...told, reused: 6 });
    expect(readdirSync(store).filter((name) => name.startsWith("adding"))).toHaveLength(1);
  });

  it("goes on with one that was interrupted: the same outcome as without", async () => {
    const controller = new AbortController();
    const progress = (step: number) => step === 4 && controller.abort();
    const stopped = await carry(order(experiment(9)), { ...listener(controller.signal), progress });
    expect(stopped.outcome.status).toBe("interrupted");
    const done = await carry(order(experiment(9)), listener());
    expect(done.reused).toBeGreaterThanOrEqual(4);
    expect(withoutStart(recordsOf(experiment(9)))).toEqual(
      withoutStart((await runAll(experiment(9), task)).all),
    );
    expect(done.outcome.status).toBe("finished");
  });

  it("begins a longer run at the end of a shorter one, with the bits and records of one that began at the start", async () => {
    const [short, long] = [experiment(6), experiment(12)];
    await carry(order(short), listener());
    const done = await carry(order(long, { continues: short }), listener());
    expect(done.reused).toBe(6);
    expect(withoutStart(recordsOf(long))).toEqual(withoutStart((await runAll(long, task)).all));
  });

  it("begins at the start where the shorter one went back to its best parameters, and to the same bits", async () => {
    const over = { patience: 9, chain: "sgd:lr=0.6,momentum=0.5", data: 4, batch: 2 } as const;
    const [short, long] = [experiment(12, over), experiment(24, over)];
    await carry(order(short), listener());
    expect(recordsOf(short).at(-1)).toMatchObject({ status: "finished", restoredFrom: expect.any(Number) });
    const done = await carry(order(long, { continues: short }), listener());
    expect(done.reused).toBe(0);
    expect(withoutStart(recordsOf(long))).toEqual(withoutStart((await runAll(long, task)).all));
  });

  it("begins where a shorter one stopped early, which the longer one does, too", async () => {
    const over = { patience: 1, chain: "sgd:lr=0.6,momentum=0.5", data: 4, batch: 2 } as const;
    const [short, long] = [experiment(12, over), experiment(24, over)];
    const first = await carry(order(short), listener());
    expect(first.outcome.status).toBe("stopped early");
    const done = await carry(order(long, { continues: short }), listener());
    expect(done).toMatchObject({ outcome: { ...first.outcome, budget: 24 }, reused: first.outcome.step });
    expect(withoutStart(recordsOf(long))).toEqual(withoutStart((await runAll(long, task)).all));
  });

  it("begins at the start where there is no shorter one, or nothing is kept", async () => {
    const continues = experiment(6);
    const done = await carry(order(experiment(12), { continues }), listener());
    const { store: _, ...unkept } = order(experiment(12), { continues });
    expect(done.reused).toBe(0);
    expect((await carry(unkept, listener())).outcome).toEqual(done.outcome);
  });

  it("makes a failed row of what cannot run, and a diverged one of what goes beyond return", async () => {
    const huge = experiment(6, { layers: [{ cell: "lstm", hidden: 65_000 }], batch: 60_000 });
    const failed = await carry(order(huge), listener());
    expect(failed).toMatchObject({
      outcome: { status: "failed", step: 0 },
      reason: expect.stringContaining("GiB"),
    });
    const wild = experiment(30, { chain: "sgd:lr=1e30" });
    expect(await carry(order(wild), listener())).toMatchObject({ outcome: { status: "diverged" } });
  });
});
