import { describe, expect, it } from "vitest";
import { z } from "zod";
import { BadInput, experimentSchema, parseExperiment } from "../../src/lab/index.js";

const good = { task: { name: "adding", T: 10 }, layers: [{ cell: "lstm" }] };

describe("an experiment", () => {
  it("is filled in with defaults", () => {
    expect(parseExperiment(good)).toEqual({
      task: { name: "adding", T: 10 },
      layers: [{ cell: "lstm", hidden: 64 }],
      init: { preset: "hindsight" },
      chain: "clip-norm:1 adam:lr=0.005",
      unroll: "full",
      checkpoint: "none",
      steps: 3000,
      batch: 32,
      seed: 1,
      precision: "float32",
      backend: "auto",
      threads: 1,
      evaluate: { every: 100, sequences: 1000 },
      profile: { every: 0 },
      stopWhenSolved: true,
      data: "fresh",
    });
    expect(parseExperiment(parseExperiment(good))).toEqual(parseExperiment(good));
  });

  it("has a JSON schema with a description of every field", () => {
    const { properties } = z.toJSONSchema(experimentSchema, { io: "input" });
    const fields = Object.entries(properties ?? {});
    expect(fields).toHaveLength(Object.keys(experimentSchema.shape).length);
    for (const [name, field] of fields) expect(field, name).toHaveProperty("description");
  });

  it.each<[string, unknown, string]>([
    [
      "nothing",
      undefined,
      'the experiment must be an object, but it was missing; write { task: { name: "adding" }, layers: [{ cell: "lstm" }] }.',
    ],
    [
      "a list",
      [],
      'the experiment must be an object, but it was a list of 0; write { task: { name: "adding" }, layers: [{ cell: "lstm" }] }.',
    ],
    [
      "no task",
      { ...good, task: undefined },
      'task must be an object, but it was missing; write { name: "adding", T: 100 }.',
    ],
    [
      "a task without name",
      { ...good, task: { T: 3 } },
      'task.name must be the name of a task, but it was missing; write e.g. "adding".',
    ],
    [
      "no layers",
      { ...good, layers: [] },
      'layers must be a list of 1 to 1000 layers, but it was a list of 0; write e.g. [{ cell: "lstm", hidden: 64 }].',
    ],
    [
      "a layer that is a text",
      { ...good, layers: ["lstm"] },
      'layers[0] must be an object, but it was "lstm"; write { cell: "lstm", hidden: 64 }.',
    ],
    [
      "no cell",
      { ...good, layers: [{}] },
      'layers[0].cell must be the name of a cell, but it was missing; write e.g. "lstm".',
    ],
    ...[0, -3, 2.5, 1e9, Number.NaN, Infinity, "64", null].map((hidden): [string, unknown, string] => [
      `hidden ${hidden}`,
      { ...good, layers: [{ cell: "lstm", hidden }] },
      `layers[0].hidden must be a whole number from 1 to 65536, but it was ${typeof hidden === "string" ? '"64"' : hidden}; write e.g. 64.`,
    ]),
    ...[0, -1, 1.5, 1e6].map((batch): [string, unknown, string] => [
      `batch ${batch}`,
      { ...good, batch },
      `batch must be a whole number from 1 to 65536, but it was ${batch}; write e.g. 32.`,
    ]),
    [
      "dims of 0",
      { ...good, layers: [{ cell: "lstm", dims: { R: 0 } }] },
      "layers[0].dims.R must be a whole number from 1 to 65536, but it was 0; write e.g. 8.",
    ],
    [
      "an unknown field",
      { ...good, hiden: 3 },
      'the experiment has no field "hiden"; did you mean "init"? Known: ',
    ],
    [
      "an unknown field of a layer",
      { ...good, layers: [{ cell: "lstm", hiden: 3 }] },
      'layers[0] has no field "hiden"; did you mean "hidden"? Known: cell, hidden, dims, wrap.',
    ],
    [
      "an unknown field below",
      { ...good, evaluate: { evry: 3 } },
      'evaluate has no field "evry"; did you mean "every"? Known: every, sequences.',
    ],
    [
      "a preset",
      { ...good, init: { preset: "pytroch" } },
      'init.preset must be one of hindsight, pytorch, keras, irnn, but it was "pytroch"; did you mean "pytorch"? Known: hindsight, pytorch, keras, irnn.',
    ],
    [
      "a preset that is a number",
      { ...good, init: { preset: 3 } },
      "init.preset must be one of hindsight, pytorch, keras, irnn, but it was 3; write one of them.",
    ],
    [
      "a forget bias",
      { ...good, init: { forgetBias: "open" } },
      'init.forgetBias must be "chrono" or a finite number, but it was "open"; write e.g. 1.',
    ],
    [
      "an infinite gain",
      { ...good, init: { gain: Infinity } },
      "init.gain must be a finite number, but it was Infinity; write e.g. 1.",
    ],
    [
      "an initialiser",
      { ...good, init: { recurrent: "orthogonl" } },
      'init.recurrent: There is no initialiser "orthogonl"; did you mean "orthogonal"?',
    ],
    ["a link", { ...good, chain: "adma:lr=1" }, 'chain: There is no link "adma"; did you mean "adam"?'],
    [
      "a chain without optimiser",
      { ...good, chain: "clip-norm:1" },
      "chain: A chain has exactly one optimiser",
    ],
    [
      "a chain that is a number",
      { ...good, chain: 3 },
      'chain must be a text, but it was 3; write e.g. "clip-norm:1 adam:lr=0.005".',
    ],
    [
      "a window of 0",
      { ...good, unroll: 0 },
      "unroll must be a whole number from 1 to 1000000000, but it was 0; write e.g. 50.",
    ],
    [
      "an unknown window",
      { ...good, unroll: "ful" },
      'unroll must be "full" or a whole number from 1, but it was "ful"; write e.g. 50.',
    ],
    [
      "steps",
      { ...good, steps: 0 },
      "steps must be a whole number from 1 to 1000000000, but it was 0; write e.g. 3000.",
    ],
    [
      "a seed",
      { ...good, seed: -1 },
      "seed must be a whole number from 0 to 9007199254740991, but it was -1; write e.g. 1.",
    ],
    [
      "a precision",
      { ...good, precision: "float16" },
      'precision must be one of float32, float64, but it was "float16"; did you mean "float',
    ],
    [
      "a backend",
      { ...good, backend: "nativ" },
      'backend must be one of auto, native, wasm, interp, but it was "nativ"; did you mean "native"?',
    ],
    [
      "threads",
      { ...good, threads: 0 },
      "threads must be a whole number from 1 to 1024, but it was 0; write e.g. 2.",
    ],
    [
      "data",
      { ...good, data: 0 },
      "data must be a whole number from 1 to 10000000, but it was 0; write e.g. 10000.",
    ],
    [
      "stopWhenSolved",
      { ...good, stopWhenSolved: "yes" },
      'stopWhenSolved must be true or false, but it was "yes"; write e.g. true.',
    ],
  ])("is refused in one sentence: %s", (_, input, message) => {
    const parse = () => parseExperiment(input);
    expect(parse).toThrow(BadInput);
    expect(parse).toThrow(message);
  });
});
