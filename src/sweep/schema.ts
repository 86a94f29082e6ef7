import { z } from "zod";
import { experimentSchema } from "../lab/index.js";
import { axisOf, variables } from "./axis.js";
import { shorthands } from "./shorthand.js";

const whole = (min: number, max: number, example: number) => {
  const error = `a whole number from ${min} to ${max}; write e.g. ${example}`;
  return z.number({ error }).int(error).min(min, error).max(max, error);
};

const optional = (shape: Readonly<Record<string, z.ZodType>>) =>
  Object.fromEntries(Object.entries(shape).map(([name, schema]) => [name, schema.optional()]));

const experiment = z
  .strictObject(
    { ...optional(experimentSchema.shape), ...optional(shorthands) },
    { error: "an object; write e.g. { task: { name: adding, T: 100 }, cell: lstm }" },
  )
  .describe("what all runs have in common: the fields of an experiment, or cell, hidden, depth, lr, clip");

const vary = z
  .object(optional(Object.fromEntries([...variables].map(([name, value]) => [name, axisOf(value)]))), {
    error: "an object of axes; write e.g. { cell: [rnn, lstm] }",
  })
  .catchall(axisOf(z.unknown()))
  .describe("what differs between settings: every axis a list of values or a range");

const random = z.strictObject({
  kind: z.literal("random"),
  n: whole(1, 100_000, 20).describe("settings to draw"),
  seed: whole(0, Number.MAX_SAFE_INTEGER, 1)
    .default(1)
    .describe("seed of the draws; they do not depend on n"),
});

const halving = z.strictObject({
  kind: z.literal("halving"),
  start: whole(1, 1e9, 300).describe("steps of the first round"),
  eta: whole(2, 100, 3).default(3).describe("of so many settings one goes on, for so many times the steps"),
  metric: z
    .string({ error: 'the name of a metric; write e.g. "loss"' })
    .default("loss")
    .describe(
      "what ranks settings that solve the task equally often: loss, or a metric of the task, lowest first",
    ),
  n: whole(1, 100_000, 27).optional().describe("settings to draw; without it, the whole grid"),
  seed: whole(0, Number.MAX_SAFE_INTEGER, 1).default(1).describe("seed of the draws"),
});

const SEARCH = "grid, or an object with kind: random or kind: halving; write e.g. { kind: random, n: 20 }";

const search = z
  .union(
    [
      z.literal("grid"),
      z.discriminatedUnion("kind", [z.strictObject({ kind: z.literal("grid") }), random, halving], {
        error: SEARCH,
      }),
    ],
    { error: SEARCH },
  )
  .default("grid")
  .describe("which settings are run: every combination, random draws, or successive halving");

const seed = whole(0, Number.MAX_SAFE_INTEGER, 1);
const SEEDS = "a whole number from 1 to 10000, or a list of seeds; write e.g. 5";

/** A sweep file. */
export const sweepSchema = z.strictObject(
  {
    experiment,
    vary: vary.default({}),
    seeds: z
      .union([z.number().int().min(1).max(10_000), z.array(seed).min(1)], { error: SEEDS })
      .default(3)
      .describe("runs of every setting: so many seeds from the experiment's on, or a list; the same for all"),
    search,
    fair: z
      .literal("parameters", { error: 'the word parameters, or left out; write "parameters"' })
      .optional()
      .describe("parameters: hidden sizes are solved so that all settings have as many as the first"),
    tune: z
      .strictObject(
        {
          vary: vary.describe("what is tuned for every setting by itself"),
          n: whole(1, 10_000, 8).describe("draws, the same for every setting"),
          seed: whole(0, Number.MAX_SAFE_INTEGER, 1).default(1).describe("seed of the draws"),
          metric: z.string({ error: 'the name of a metric; write e.g. "loss"' }).default("loss"),
        },
        { error: "an object; write { vary: { lr: { min: 0.0001, max: 0.1, scale: log } }, n: 8 }" },
      )
      .optional()
      .describe("an equal tuning budget: every setting is first tuned by the same number of runs"),
  },
  { error: "an object; write experiment: and vary: with their fields below them" },
);

export type SweepFile = z.output<typeof sweepSchema>;
export type Search = Exclude<SweepFile["search"], "grid">;
