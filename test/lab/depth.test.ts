import { describe, expect, it } from "vitest";
import { BadInput, initialProfile, measureDepth, parseExperiment, run } from "../../src/lab/index.js";
import { makeTask } from "../../tasks/index.js";

const experiment = (
  cell: string,
  init: Record<string, unknown>,
  more: { depth?: number; hidden?: number; backend?: string; precision?: string; batch?: number } = {},
) => {
  const { depth = 100, hidden = 4, backend = "interp", precision = "float32", batch = 5 } = more;
  const layers = Array.from({ length: depth }, () => ({ cell, hidden }));
  return parseExperiment({ task: { name: "two-spirals" }, layers, init, backend, precision, batch });
};

describe("a fresh stack", () => {
  it.each(
    ["interp", "wasm"].flatMap((backend) => [2, 0.5].map((gain) => ({ backend, gain }))),
  )("$backend: 100 linear layers of $gain·I give the 100th power, forward and back, exactly", async ({
    backend,
    gain,
  }) => {
    const { layers } = await measureDepth(
      experiment("dense-linear", { input: "identity", gain }, { backend }),
    );
    const [bottom, top] = [layers[0], layers[100]];
    expect(layers).toHaveLength(101);
    for (const { layer, signal, gradient } of layers) {
      expect(signal.norm).toBe((bottom?.signal.norm ?? Number.NaN) * gain ** layer);
      expect(gradient.norm).toBe((top?.gradient.norm ?? Number.NaN) * gain ** (100 - layer));
    }
  });

  it("beyond the range of numbers says so: float32 at 2^128, float64 at 2^1024", async () => {
    const brokenAt = async (precision: string, backend: string, depth: number) => {
      const init = { input: "identity", gain: 16 };
      const made = experiment("dense-linear", init, { depth, hidden: 2, backend, precision });
      return (await measureDepth(made)).layers.find(({ signal }) => !Number.isFinite(signal.norm));
    };
    const short = await brokenAt("float32", "wasm", 34);
    expect(short?.layer).toBeGreaterThan(30);
    expect(short?.layer).toBeLessThanOrEqual(32);
    const long = await brokenAt("float64", "interp", 258);
    expect(long?.layer).toBeGreaterThan(250);
    expect(long?.signal.notFinite).toBeGreaterThan(0);
  });

  it("of equal weights has units that are all alike; of random ones it has not", async () => {
    const alike = async (input: string) => {
      const { layers } = await measureDepth(experiment("dense-tanh", { input }, { depth: 3, hidden: 8 }));
      return layers.map((l) => l.alike);
    };
    expect(await alike("constant:0.1")).toEqual([false, true, true, true]);
    expect(await alike("normal:1")).toEqual([false, false, false, false]);
  });

  it("keeps its signal where theory says: He for ReLU, LeCun for SELU; and the logistic loses its gradient", async () => {
    const decades = async (cell: string, input: string) => {
      const made = experiment(cell, { input }, { depth: 10, hidden: 64, batch: 16 });
      const { layers } = await measureDepth(made);
      const [bottom, top] = [layers[0], layers.at(-1)];
      return (bottom?.gradient.log10 ?? Number.NaN) - (top?.gradient.log10 ?? Number.NaN);
    };
    expect(Math.abs(await decades("dense-relu", "he-normal"))).toBeLessThan(1);
    expect(Math.abs(await decades("dense-selu", "lecun-normal"))).toBeLessThan(1);
    // A slope of at most 1/4 a layer, times a matrix that keeps norms.
    expect(await decades("dense-sigmoid", "lecun-normal")).toBeLessThan(10 * Math.log10(0.3));
  });

  it("is refused when a layer has a state", async () => {
    const attempt = measureDepth(experiment("lstm", {}, { depth: 1 }));
    await expect(attempt).rejects.toThrow(BadInput);
    await expect(attempt).rejects.toThrow(/^layers\[0\] must have no state, but it was "lstm", .*\.$/);
  });
});

describe("a run", () => {
  it("of a feed-forward stack records signal and gradient of every layer before and after", async () => {
    const input = experiment("dense-tanh", {}, { depth: 3 });
    const profiles = [];
    for await (const r of run({ ...input, steps: 2 }, makeTask("two-spirals")))
      if (r.kind === "profile") profiles.push(r);
    expect(profiles.map(({ step }) => step)).toEqual([0, 2]);
    for (const { profile } of profiles) {
      expect(profile.states).toEqual([]);
      expect(profile.layers?.map(({ layer, cell }) => [layer, cell])).toEqual([
        [1, "dense-tanh"],
        [2, "dense-tanh"],
        [3, "dense-tanh"],
      ]);
      for (const { gradient } of profile.layers ?? []) expect(gradient.norm).toBeGreaterThan(0);
    }
  });

  it("records spectra with every profile when asked, one a recurrent matrix", async () => {
    const lstm = { cell: "lstm", hidden: 6 };
    const task = makeTask("adding", { T: 5 });
    const record = { task: { ...task.options, name: "adding" }, layers: [lstm], backend: "interp" };
    const asked = parseExperiment({ ...record, profile: { spectra: true } });
    const { profile } = await initialProfile(asked, task);
    expect(profile.spectra?.map(({ parameter }) => parameter)).toEqual(["0.Ui", "0.Uf", "0.Ug", "0.Uo"]);
    for (const { radius, largest, departure } of profile.spectra ?? []) {
      expect(radius).toBeCloseTo(1, 10);
      expect(largest).toBeCloseTo(1, 10);
      expect(departure).toBeLessThan(1e-10);
    }
    expect((await initialProfile(parseExperiment(record), task)).profile.spectra).toBeUndefined();
  });
});
