import { z } from "zod";
import { maximum, minimum, mul, neg } from "../ir/index.js";
import { above0, from0 } from "../notation/index.js";
import { defineLink } from "./define.js";
import type { Moment } from "./link.js";
import { norm } from "./norm.js";

const normOptions = z.strictObject({
  max: above0.describe("largest norm that passes unchanged"),
  eps: from0.default(0).describe("added to the norm that divides; PyTorch adds 1e-6"),
});

// A gradient that is not finite has no norm to scale by: it is left as it is, for the caller to see.

/** Factor for what is `norm` long, as a part of a gradient or the whole. */
const factorOf = ({ max, eps }: z.output<typeof normOptions>, { before }: Moment, norm: number): number =>
  Number.isFinite(before.norm) ? Math.min(1, max / (norm + eps)) : 1;

/**
 * Clipping by the global norm: g ← g·max/‖g‖ where ‖g‖ > max, over all parameters together. The direction stays.
 *
 * Source  Pascanu, Mikolov & Bengio 2013, algorithm 1.
 */
export const clipNorm = defineLink({
  family: "clip-norm",
  kind: "clip",
  summary: "shortens the whole gradient to a largest norm; keeps its direction",
  source: "Pascanu, Mikolov & Bengio 2013",
  options: normOptions,
  main: "max",
  measures: ["before"],
  numbers: (options, at) => ({ factor: factorOf(options, at, at.before.norm) }),
  equations: ({ g, factor }) => ({ g: mul(factor, g) }),
  scale: (options, at) => factorOf(options, at, at.before.norm),
});

/** Clipping by the norm of each parameter tensor on its own; the direction of the whole changes. */
export const clipNormPerTensor = defineLink({
  family: "clip-norm-per-tensor",
  kind: "clip",
  summary: "shortens the gradient of each parameter to a largest norm",
  source: "common practice (Keras clipnorm)",
  options: normOptions,
  main: "max",
  turns: true,
  measures: ["before"],
  tensorNumbers: (options, at, _tensor, i) => ({
    factor: factorOf(options, at, at.before.tensors[i] ?? Number.NaN),
  }),
  equations: ({ g, factor }) => ({ g: mul(factor, g) }),
  scale(options, at) {
    const { tensors, norm: whole } = at.before;
    const factors = tensors.map((length) => factorOf(options, at, length));
    return factors.every((f) => f === 1)
      ? 1
      : norm(tensors.map((length, i) => length * (factors[i] ?? 1))) / whole;
  },
});

/**
 * Clipping by value: each element into [−max, max]. The direction changes.
 *
 * Source  Mikolov 2012 (thesis).
 */
export const clipValue = defineLink({
  family: "clip-value",
  kind: "clip",
  summary: "cuts each element of the gradient to [-max, max]",
  source: "Mikolov 2012",
  options: z.strictObject({ max: above0.describe("largest size of an element") }),
  main: "max",
  turns: true,
  measures: ["before", "after"],
  numbers: ({ max }, { before }) => ({ max: Number.isFinite(before.norm) ? max : Number.POSITIVE_INFINITY }),
  equations: ({ g, max }) => ({ g: minimum(max, maximum(neg(max), g)) }),
  scale: ({ max }, at) =>
    Number.isFinite(at.before.norm) && at.before.largest > max ? at.after.norm / at.before.norm : 1,
});
