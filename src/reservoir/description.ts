import { z } from "zod";
import { firstMistake, refuse } from "../lab/index.js";

// A schema's error text is "rule; what to do": `firstMistake` puts what was given between them.

const number = (min: number, max: number, example: number) => {
  const error = `a number from ${min} to ${max}; write e.g. ${example}`;
  return z.number({ error }).min(min, error).max(max, error);
};

const whole = (min: number, max: number, example: number) => {
  const error = `a whole number from ${min} to ${max}; write e.g. ${example}`;
  return z.number({ error }).int(error).min(min, error).max(max, error);
};

const oneOf = <V extends string>(values: readonly V[]) =>
  z.enum(values, { error: `one of ${values.join(", ")}` });

/** A reservoir and how it is measured: everything that decides the numbers. */
export const reservoirSchema = z.strictObject({
  units: whole(1, 2000, 100).default(100).describe("units N of the reservoir"),
  matrix: oneOf(["sparse", "cycle", "orthogonal"])
    .default("sparse")
    .describe("recurrent matrix: sparse, cycle, orthogonal"),
  radius: number(0, 10, 0.9).default(0.9).describe("its spectral radius"),
  density: number(1e-6, 1, 0.1)
    .default(0.1)
    .describe("share of the values that are not 0, where it is sparse"),
  activation: oneOf(["tanh", "linear"]).default("tanh").describe("tanh or linear"),
  leak: number(1e-6, 1, 0.3).default(1).describe("leak rate: share of a state that is new at each step"),
  inputScale: number(0, 1000, 0.1).default(0.1).describe("input weights are uniform in ± this"),
  biasScale: number(0, 1000, 0.1).default(0).describe("biases are uniform in ± this"),
  ridge: number(0, 1e9, 1e-8).default(1e-8).describe("penalty on the squared readout weights"),
  samples: whole(10, 1_000_000, 2000)
    .default(2000)
    .describe("steps, or sequences of a task, to learn the readout from, and as many again to measure on"),
  seed: whole(0, Number.MAX_SAFE_INTEGER, 1).default(1).describe("seed of weights and inputs"),
});

export type Reservoir = z.output<typeof reservoirSchema>;

/**
 * The reservoir of an unchecked value, every default filled in.
 *
 * @throws BadInput with one sentence: the rule, what was given, what to do
 */
export function parseReservoir(input: unknown): Reservoir {
  const result = reservoirSchema.safeParse(input);
  if (result.success) return result.data;
  const { subject, rest } = firstMistake(result.error, input, () => Object.keys(reservoirSchema.shape));
  return refuse(`${subject.map(String).join(".") || "a reservoir"}${rest}`);
}
