import { z } from "zod";
import { mul } from "../ir/index.js";
import { above0, count, from0 } from "../notation/index.js";
import { defineLink } from "./define.js";

/*
 * A schedule is a link after the optimiser that multiplies the update: every optimiser's update is proportional to its
 * lr, so this is the same as changing lr. Several schedules in a chain multiply (warm-up, then cosine).
 */

/** The same factor at every step. */
export const constant = defineLink({
  family: "scale",
  kind: "update",
  summary: "multiplies the learning rate by a constant",
  source: "common practice",
  options: z.strictObject({ factor: above0.describe("factor") }),
  main: "factor",
  numbers: ({ factor }) => ({ factor }),
  equations: ({ g, factor }) => ({ g: mul(factor, g) }),
});

/** factor^⌊step / every⌋. */
export const stepDecay = defineLink({
  family: "step-decay",
  kind: "update",
  summary: "multiplies the learning rate by a factor every so many steps",
  source: "common practice (PyTorch StepLR)",
  options: z.strictObject({
    every: count.describe("steps between two decays"),
    factor: above0.default(0.1).describe("factor of one decay"),
  }),
  main: "every",
  numbers: ({ every, factor }, { step }) => ({ factor: factor ** Math.floor(step / every) }),
  equations: ({ g, factor }) => ({ g: mul(factor, g) }),
});

/** From 1 down to `floor` along half a cosine over `steps`, and then `floor`. */
export const cosine = defineLink({
  family: "cosine",
  kind: "update",
  summary: "lowers the learning rate along half a cosine",
  source: "Loshchilov & Hutter 2017",
  options: z.strictObject({
    steps: count.describe("length of the descent"),
    floor: from0.default(0).describe("factor at the end"),
  }),
  main: "steps",
  numbers: ({ steps, floor }, { step }) => ({
    factor: floor + ((1 - floor) * (1 + Math.cos((Math.PI * Math.min(step, steps)) / steps))) / 2,
  }),
  equations: ({ g, factor }) => ({ g: mul(factor, g) }),
});

/** From 1/steps up to 1 in equal parts over `steps`, and then 1. */
export const warmup = defineLink({
  family: "warmup",
  kind: "update",
  summary: "raises the learning rate to its full size over the first steps",
  source: "Goyal et al. 2017",
  options: z.strictObject({ steps: count.describe("length of the rise") }),
  main: "steps",
  numbers: ({ steps }, { step }) => ({ factor: Math.min(1, (step + 1) / steps) }),
  equations: ({ g, factor }) => ({ g: mul(factor, g) }),
});
