import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { plan, resultsOf, sizeOf, sweepJsonSchema } from "../../src/sweep/index.js";
import { mistakes, sweepOf } from "./files.js";

const file = (over: object) =>
  stringify({ experiment: { task: { name: "adding", T: 20 }, hidden: 4, steps: 300 }, ...over });

const cells = fc.uniqueArray(fc.constantFrom("rnn", "lstm", "gru", "dense-tanh"), { minLength: 1 });
const rates = fc.uniqueArray(fc.constantFrom(0.1, 0.01, 0.001), { minLength: 1 });
const lengths = fc.uniqueArray(fc.integer({ min: 2, max: 50 }), { minLength: 1, maxLength: 3 });
const seeds = fc.oneof(
  fc.integer({ min: 1, max: 5 }),
  fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 5 }),
);

describe("a grid", () => {
  it("has every combination once, and every seed with every setting", () => {
    fc.assert(
      fc.property(cells, rates, lengths, seeds, (cell, lr, T, given) => {
        const sweep = sweepOf(file({ vary: { cell, lr, "task.T": T }, seeds: given }));
        const names = sweep.settings.map(({ name }) => name);
        expect(names).toHaveLength(cell.length * lr.length * T.length);
        expect(new Set(names).size).toBe(names.length);
        const jobs = plan(sweep).next().value ?? [];
        expect(jobs).toHaveLength(sizeOf(sweep).runs);
        const bySetting = new Map<string, number[]>();
        for (const { setting, experiment } of jobs)
          bySetting.set(setting.name, [...(bySetting.get(setting.name) ?? []), experiment.seed]);
        for (const used of bySetting.values()) expect(used).toEqual(sweep.seeds);
      }),
      { numRuns: 30 },
    );
  });

  it("puts the values into the experiments, short names too", () => {
    const [first] = sweepOf(
      file({
        vary: { cell: ["gru"], depth: [2], lr: [0.1], clip: ["value:0.5"], "task.T": [7], "init.gain": [2] },
      }),
    ).settings;
    expect(first?.name).toBe("gru, depth 2, lr 0.1, clip value:0.5, T 7, gain 2");
    expect(first?.experiment).toMatchObject({
      task: { name: "adding", T: 7 },
      layers: [
        { cell: "gru", hidden: 4 },
        { cell: "gru", hidden: 4 },
      ],
      chain: "clip-value:0.5 adam:lr=0.1",
      init: { gain: 2 },
    });
  });

  it("changes the learning rate and the clip of a written chain, and nothing else of it", () => {
    const chain = "clip-norm:5 sgd:momentum=0.9,lr=1 cosine:steps=100";
    const base = { experiment: { task: { name: "adding" }, chain } };
    const chains = (vary: object) =>
      sweepOf(stringify({ ...base, vary })).settings.map((s) => s.experiment.chain);
    expect(chains({ lr: [0.5] })).toEqual(["clip-norm:5 sgd:lr=0.5,momentum=0.9 cosine:steps=100"]);
    expect(chains({ clip: ["none", 2] })).toEqual([
      "sgd:momentum=0.9,lr=1 cosine:steps=100",
      "clip-norm:2 sgd:momentum=0.9,lr=1 cosine:steps=100",
    ]);
  });

  it("spreads the points of a range evenly or by equal factors, ends included", () => {
    const values = (range: object) =>
      sweepOf(file({ vary: { "init.gain": range } })).settings.map(({ experiment }) => experiment.init.gain);
    expect(values({ min: 0, max: 2, points: 5 })).toEqual([0, 0.5, 1, 1.5, 2]);
    expect(values({ min: 0.01, max: 100, scale: "log", points: 5 })).toEqual([0.01, 0.1, 1, 10, 100]);
  });

  it("does not repeat cells without a gate for every forget bias", () => {
    const { settings } = sweepOf(file({ vary: { cell: ["rnn", "lstm"], "init.forgetBias": [0, 1, 2] } }));
    expect(settings.map(({ name }) => name)).toEqual([
      "rnn",
      "lstm, forget bias 0",
      "lstm, forget bias 1",
      "lstm, forget bias 2",
    ]);
  });
});

describe("random search", () => {
  const vary = {
    lr: { min: 1e-4, max: 0.1, scale: "log" },
    hidden: { min: 2, max: 40 },
    cell: ["rnn", "gru"],
  };
  const values = (n: number, over: object = {}, seed = 1) =>
    sweepOf(file({ vary: { ...vary, ...over }, search: { kind: "random", n, seed } })).settings.map(
      (s) => s.values,
    );

  it("draws the same settings again, and more of them begin with the same ones", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(99), (n, seed) => {
        expect(values(12, {}, seed).slice(0, n)).toEqual(values(n, {}, seed));
      }),
      { numRuns: 10 },
    );
    expect(values(5, {}, 2)).not.toEqual(values(5));
  });

  it("changes no value when an axis is added", () => {
    const more = values(8, { "init.gain": [1, 2] });
    expect(more.map(({ "init.gain": _, ...others }) => others)).toEqual(values(8));
  });

  it("stays in its ranges, and draws whole numbers where the field is one", () => {
    for (const { lr, hidden } of values(50)) {
      expect(lr).toBeGreaterThanOrEqual(1e-4);
      expect(lr).toBeLessThanOrEqual(0.1);
      expect(Number.isInteger(hidden)).toBe(true);
    }
  });

  it("gives what there is where fewer settings differ than are asked for", () => {
    const sweep = sweepOf(file({ vary: { cell: ["rnn", "gru"] }, search: { kind: "random", n: 10 } }));
    expect(sweep.settings).toHaveLength(2);
  });
});

it("gives all settings as nearly as possible as many parameters as the first", () => {
  const sweep = sweepOf(
    stringify({
      experiment: { task: { name: "adding" }, hidden: 20 },
      vary: { cell: ["lstm", "rnn", "gru"] },
      fair: "parameters",
    }),
  );
  expect(sweep.settings.map(({ name }) => name)).toEqual([
    "lstm, hidden 20",
    "rnn, hidden 41",
    "gru, hidden 23",
  ]);
});

describe("the JSON Schema for editors", () => {
  const validate = new Ajv2020({ strict: false, formats: {} }).compile(sweepJsonSchema());

  it("is the file in the package", () => {
    expect(JSON.parse(readFileSync("sweep.schema.json", "utf8"))).toEqual(sweepJsonSchema());
  });

  it("accepts what a sweep accepts", () => {
    const text = file({
      vary: { cell: ["rnn"], lr: { min: 0.1, max: 1, scale: "log", points: 3 }, "task.T": [10] },
      seeds: [1, 2],
      search: "grid",
      tune: { vary: { clip: [1, "none"] }, n: 2 },
    });
    expect(() => sweepOf(text)).not.toThrow();
    expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each([
    "an unknown key",
    "an unknown axis",
    "an axis without its path",
    "a wrong value in a list",
    "an unknown search",
  ])("marks while typing: %s", (what) => {
    expect(validate(parse(mistakes[what] ?? ""))).toBe(false);
  });

  it("explains every key", () => {
    const vary = (
      sweepJsonSchema() as { properties: { vary: { properties: Record<string, { description?: string }> } } }
    ).properties.vary.properties;
    expect(Object.keys(vary).length).toBeGreaterThan(20);
    for (const [name, { description }] of Object.entries(vary)) expect(description, name).toMatch(/\w/);
  });
});

it("orders results as the settings were written, whatever ended first", () => {
  const sweep = sweepOf(file({ vary: { cell: ["gru", "rnn"] }, seeds: 2 }));
  const jobs = [...(plan(sweep).next().value ?? [])].reverse();
  const outcome = { seed: 1, status: "finished", step: 300, budget: 300 } as const;
  const results = resultsOf(
    jobs.map((job) => ({ job, outcome })),
    sweep,
  );
  expect(
    results.map(({ setting, ended }) => [setting.name, ended.map(({ job }) => job.experiment.seed)]),
  ).toEqual([
    ["gru", [1, 2]],
    ["rnn", [1, 2]],
  ]);
});
