import { describe, expect, it } from "vitest";
import { jsonLine, type Probe, parseJsonLine, type RunRecord } from "../../src/lab/index.js";
import { adding, runAll, small } from "./small.js";

const task = adding();
const isProbe = (record: RunRecord) => record.kind === "probe";

describe("probes on a schedule", () => {
  it.each(["interp", "wasm"] as const)("change no bit of the training (%s)", async (backend) => {
    const plain = await runAll(small(task, { steps: 6, backend }), task);
    const probed = await runAll(small(task, { steps: 6, backend, probe: { every: 2 } }), task);
    const rest = probed.all.filter((record) => !isProbe(record) && record.kind !== "start");
    expect(rest).toEqual(plain.all.slice(1));
  });

  it("come at step 0 and at every so many steps, and survive JSON", async () => {
    const { all } = await runAll(small(task, { steps: 5, probe: { every: 2 } }), task);
    const probes = all.filter(isProbe);
    expect(probes.map((record) => "step" in record && record.step)).toEqual([0, 2, 4]);
    for (const record of probes) expect(parseJsonLine(jsonLine(record))).toEqual(record);
  });

  it("tell loss and gradient of the step to come, and the update that it makes", async () => {
    const chain = "sgd:lr=0.1";
    const { all, losses } = await runAll(small(task, { steps: 3, chain, probe: { every: 1 } }), task);
    const probes = all.filter(isProbe) as unknown as Probe[];
    for (const [i, loss] of losses.entries()) expect(probes[i]?.loss).toBeCloseTo(loss, 12);
    for (const { tensors, layers, noise } of probes) {
      expect(tensors.map(({ name }) => name)).toContain("0.Uf");
      for (const { updateRatio, gradNorm, norm } of tensors)
        if (norm > 0) expect(updateRatio).toBeCloseTo((0.1 * gradNorm) / norm, 10);
      expect(layers[0]?.through?.updateShare).toHaveLength(10);
      expect(noise?.cosine).toBeLessThanOrEqual(1);
    }
    const [first, second] = probes.map(({ tensors }) => tensors.find(({ name }) => name === "0.Wg"));
    expect(first?.growth).toBe(1);
    expect((second?.norm ?? 0) / (first?.norm ?? 0)).toBeCloseTo(second?.growth ?? 0, 12);
  });

  it("measure how far clipping turns the gradient, where it can", async () => {
    const clips = async (chain: string) => {
      const { all } = await runAll(small(task, { steps: 2, chain, probe: { every: 1 } }), task);
      return (all.filter(isProbe) as unknown as Probe[]).map(({ clip }) => clip);
    };
    for (const clip of await clips("clip-value:1e-4 adam:lr=0.01")) {
      expect(clip?.scale).toBeLessThan(1);
      expect(clip?.cosine).toBeLessThan(0.99);
    }
    for (const clip of await clips("clip-value:1e4 adam:lr=0.01")) expect(clip?.scale).toBe(1);
    for (const clip of await clips("clip-norm:1e-4 adam:lr=0.01")) expect(clip).toBeUndefined();
  });

  it("need the values of all steps", async () => {
    const experiment = small(task, { checkpoint: "sqrt", probe: { every: 2 } });
    await expect(runAll(experiment, task)).rejects.toThrow('leave out probe or use checkpoint "none"');
  });
});
