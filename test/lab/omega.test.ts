import { describe, expect, it } from "vitest";
import { compile } from "../../src/engine/index.js";
import { type LiveCheckpoint, network, type RunRecord, run } from "../../src/lab/index.js";
import { differentiate, differentiateWithOmega } from "../../src/lab/pass.js";
import { stream } from "../../src/rng/index.js";
import { adding, Records, runAll, small } from "./small.js";

const task = adding();
const rnn = [{ cell: "rnn", hidden: 4 }];

describe("a run with omega", () => {
  it("records the regulariser at every step, apart from the loss, and moves", async () => {
    const [plain, made] = [
      await runAll(small(task, { layers: rnn }), task),
      await runAll(small(task, { layers: rnn, omega: 2 }), task),
    ];
    expect(made.of("step").every(({ omega = Number.NaN }) => omega > 0)).toBe(true);
    expect(plain.of("step").some((step) => "omega" in step)).toBe(false);
    expect(made.losses[0]).toBe(plain.losses[0]);
    expect(made.end.hash).not.toBe(plain.end.hash);
  });

  it("is the same bits again, and those of a run without for a weight of 0", async () => {
    const of = async (omega?: number) =>
      (await runAll(small(task, { layers: rnn, ...(omega !== undefined && { omega }) }), task)).end.hash;
    expect(await of(2)).toBe(await of(2));
    expect(await of(0)).toBe(await of());
  });

  it("goes on from a checkpoint to the same bits", async () => {
    const experiment = small(task, { layers: rnn, omega: 2 });
    const records: RunRecord[] = [];
    let past: Parameters<typeof run>[2];
    const afterStep = ({ step, params, optimiser }: LiveCheckpoint) => {
      if (step !== 2 || past) return;
      const checkpoint = { step, params: params.slice(), optimiser: optimiser.map((a) => a.slice()) };
      past = { from: { checkpoint, records: records.slice(1) } };
    };
    for await (const record of run(experiment, task, { afterStep })) records.push(record);
    const again = await runAll(experiment, task, past);
    expect(again.end).toEqual(new Records(records).end);
    expect(again.of("step")).toEqual(new Records(records).of("step").slice(2));
  });

  it.each([
    ["dense-tanh", "the parameters by which a state is multiplied"],
    ["mingru", "the parameters by which a state is multiplied"],
  ])("is refused for %s, on which it says nothing or has nothing to move", async (cell, why) => {
    const layers = [{ cell, hidden: 4 }];
    await expect(runAll(small(task, { layers, omega: 2 }), task)).rejects.toThrow(why);
  });

  it("refuses a weight below 0", () => {
    expect(() => small(task, { omega: -1 })).toThrow("omega must be a finite number from 0, but it was -1");
  });
});

describe("the gradient of loss and regulariser", () => {
  it("is that of the loss and weight times that of Ω, windows of truncated BPTT added up", async () => {
    const net = network(small(task, { layers: rnn }), task);
    const batch = task.sample(stream(1, "omega"), 4);
    const made = [];
    for (const T of [10, 4]) {
      const engine = await compile(net, { T, B: 4 }, { backend: "interp", omega: true });
      engine.params.set(Float64Array.from(engine.params, (_, i) => Math.sin(i)));
      const plain = differentiate(engine, task, batch);
      const ofLoss = engine.grads.slice();
      const once = differentiateWithOmega(engine, task, batch, 1);
      const first = engine.grads.map((g, i) => g - (ofLoss[i] ?? Number.NaN));
      differentiateWithOmega(engine, task, batch, 3);
      expect(once.loss).toBe(plain);
      for (const [i, g] of first.entries())
        expect((engine.grads[i] ?? Number.NaN) - (ofLoss[i] ?? Number.NaN)).toBeCloseTo(3 * g, 12);
      made.push(once.omega);
      engine.dispose();
    }
    // Only the last window has a loss, so that its two steps are the mean there.
    expect(made[1]).not.toBe(made[0]);
    expect(made.every((omega) => omega > 0)).toBe(true);
  });
});
