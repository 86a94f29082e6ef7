import { z } from "zod";
import { parseInitialiser, presets } from "../init/index.js";
import { parseChain } from "../optim/index.js";
import { parseWrappers } from "../wrap/index.js";
import { refuse } from "./input.js";
import { firstMistake, showPath } from "./sentence.js";

// A schema's error text is "rule; what to do": `firstMistake` puts what was given between them.

const whole = (min: number, max: number, example: number) => {
  const error = `a whole number from ${min} to ${max}; write e.g. ${example}`;
  return z.number({ error }).int(error).min(min, error).max(max, error);
};

const name = (what: string, example: string) => {
  const error = `the name of ${what}; write e.g. "${example}"`;
  return z.string({ error }).min(1, error);
};

const oneOf = <V extends string>(values: readonly V[]) =>
  z.enum(values, { error: `one of ${values.join(", ")}` });

/** A text that `parse` accepts; its RangeError is the message. */
const text = (example: string, parse: (text: string) => unknown) =>
  z.string({ error: `a text; write e.g. "${example}"` }).superRefine((value, context) => {
    try {
      parse(value);
    } catch (e) {
      if (!(e instanceof RangeError)) throw e;
      context.addIssue({ code: "custom", message: e.message });
    }
  });

const object = (fields: string) => ({ error: `an object; write { ${fields} }` });

const initialiser = () => text("orthogonal:1.5", parseInitialiser).optional();

const layer = z.strictObject(
  {
    cell: name("a cell", "lstm").describe("recurrent cell, by its name in the catalogue or among your own"),
    hidden: whole(1, 65_536, 64).default(64).describe("hidden units H"),
    dims: z
      .record(z.string(), whole(1, 65_536, 8), object("R: 8"))
      .optional()
      .describe("sizes of the cell's dimensions other than X and H"),
    wrap: text("residual", parseWrappers)
      .optional()
      .describe("wrappers around the cell, innermost first, e.g. residual"),
  },
  object('cell: "lstm", hidden: 64'),
);

const finite = (example: number) => z.number({ error: `a finite number; write e.g. ${example}` });

const init = z.strictObject(
  {
    preset: oneOf([...presets.keys()])
      .default("hindsight")
      .describe("initialisers for every role of parameter"),
    gain: finite(1).optional().describe("multiplies the recurrent matrices, and those of dense layers"),
    forgetBias: z
      .union([z.literal("chrono"), z.number()], { error: '"chrono" or a finite number; write e.g. 1' })
      .optional()
      .describe("bias of the gate that keeps memory: a number, or chrono for spread time constants"),
    input: initialiser().describe("initialiser of the input matrices"),
    recurrent: initialiser().describe("initialiser of the recurrent matrices"),
    bias: initialiser().describe("initialiser of the biases"),
    readout: initialiser().describe("initialiser of the readout matrix"),
  },
  object('preset: "hindsight"'),
);

const evaluate = z.strictObject(
  {
    every: whole(1, 1e9, 100).default(100).describe("steps between evaluations"),
    sequences: whole(1, 1e7, 1000).default(1000).describe("sequences in the fixed evaluation set"),
  },
  object("every: 100, sequences: 1000"),
);

const profile = z.strictObject(
  {
    every: whole(0, 1e9, 0)
      .default(0)
      .describe("steps between gradient profiles; 0: at the start and the end"),
    spectra: z
      .boolean({ error: "true or false; write e.g. true" })
      .optional()
      .describe("with every profile, the spectra of the recurrent matrices"),
  },
  object("every: 0"),
);

const probe = z.strictObject(
  { every: whole(0, 1e9, 100).describe("steps between probes; 0: none") },
  object("every: 100"),
);

const layers = 'a list of 1 to 1000 layers; write e.g. [{ cell: "lstm", hidden: 64 }]';

/** An experiment: everything that decides the bits of a run. */
export const experimentSchema = z.strictObject(
  {
    task: z
      .looseObject(
        { name: name("a task", "adding").describe("task family") },
        object('name: "adding", T: 100'),
      )
      .describe("the task and its options"),
    layers: z
      .array(layer, layers)
      .min(1, layers)
      .max(1000, layers)
      .describe("recurrent layers, lowest first"),
    init: init.prefault({}).describe("how parameters start"),
    chain: text("clip-norm:1 adam:lr=0.005", parseChain)
      .default("clip-norm:1 adam:lr=0.005")
      .describe("optimiser chain: links in the order in which the gradient passes them"),
    omega: z
      .number({ error: "a finite number from 0; write e.g. 2" })
      .min(0, "a finite number from 0; write e.g. 2")
      .optional()
      .describe("weight of the regulariser against vanishing gradients (Pascanu et al. 2013)"),
    unroll: z
      .union([z.literal("full"), whole(1, 1e9, 50)], {
        error: '"full" or a whole number from 1; write e.g. 50',
      })
      .default("full")
      .describe("steps of backpropagation through time: full, or the window of truncated BPTT"),
    checkpoint: oneOf(["none", "sqrt"])
      .default("none")
      .describe("steps kept for the way back: all, or their square root and compute the rest again"),
    steps: whole(1, 1e9, 3000).default(3000).describe("optimisation steps"),
    batch: whole(1, 65_536, 32).default(32).describe("sequences in a batch"),
    seed: whole(0, Number.MAX_SAFE_INTEGER, 1)
      .default(1)
      .describe("seed of the streams for initialisation, data and evaluation"),
    precision: oneOf(["float32", "float64"]).default("float32").describe("arithmetic of native and wasm"),
    backend: oneOf(["auto", "native", "wasm", "interp"]).default("auto").describe("what runs the equations"),
    threads: whole(1, 1024, 2).default(1).describe("threads of the native backend; they change no bit"),
    evaluate: evaluate.prefault({}).describe("evaluation on a fixed set"),
    profile: profile.prefault({}).describe("gradient profile through time"),
    probe: probe
      .optional()
      .describe(
        "all measurements: gradients through time, states, gates, tensors, noise; none when left out",
      ),
    criterion: name("a solved rule of the task", "mse")
      .optional()
      .describe("the solved rule; default: the task's first"),
    stopWhenSolved: z
      .boolean({ error: "true or false; write e.g. true" })
      .default(true)
      .describe("end the run at the first evaluation that is solved"),
    patience: z
      .union([z.literal("off"), whole(1, 1e9, 10)], {
        error: '"off" or a whole number from 1; write e.g. 10',
      })
      .optional()
      .describe("evaluations without a better loss after which a run ends; it keeps its best parameters"),
    data: z
      .union([z.literal("fresh"), whole(1, 1e7, 10_000)], {
        error: '"fresh" or a whole number from 1 to 10000000; write e.g. 10000',
      })
      .default("fresh")
      .describe("fresh sequences for every step, or a fixed set of so many, in shuffled epochs"),
  },
  object('task: { name: "adding" }, layers: [{ cell: "lstm" }]'),
);

export type Experiment = z.output<typeof experimentSchema>;
export type ExperimentInput = z.input<typeof experimentSchema>;

const shapes: Readonly<Record<string, z.ZodObject>> = { layers: layer, init, evaluate, profile, probe };

/**
 * The experiment of an unchecked value, every default filled in.
 *
 * @throws BadInput with one sentence: the rule, what was given, what to do.
 */
export function parseExperiment(input: unknown): Experiment {
  const result = experimentSchema.safeParse(input);
  if (result.success) return result.data;
  const { subject, rest } = firstMistake(result.error, input, fieldsOfExperiment);
  return refuse(`${showPath(subject) || "the experiment"}${rest}`);
}

/** The fields of the object at a path of an experiment. */
export function fieldsOfExperiment([first]: readonly PropertyKey[]): readonly string[] {
  return Object.keys((shapes[String(first)] ?? experimentSchema).shape);
}
