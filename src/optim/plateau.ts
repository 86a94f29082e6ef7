import { z } from "zod";
import { mul } from "../ir/index.js";
import { above0, count, share } from "../notation/index.js";
import { defineLink } from "./define.js";
import { patience as patienceFor } from "./patience.js";

/**
 * Lowers the learning rate when the loss of the evaluations no longer falls: at the `patience`-th evaluation in a row
 * without improvement the factor of the learning rate, 1 at first, becomes max(min, factor · it), from the next update
 * on, and the count begins anew. What an improvement is says `threshold`, as PyTorch does.
 *
 * Source    common practice: PyTorch ReduceLROnPlateau, Keras ReduceLROnPlateau; no paper is known.
 * Deviates  counts as Keras does; PyTorch lowers one evaluation later for the same patience. `min` is a factor, not a
 *           learning rate.
 */
export const plateau = defineLink({
  family: "plateau",
  kind: "update",
  summary: "lowers the learning rate when the evaluation loss no longer falls",
  source: "common practice (PyTorch and Keras ReduceLROnPlateau)",
  options: z.strictObject({
    factor: above0.lt(1, "below 1").default(0.1).describe("factor of one reduction"),
    patience: count.default(10).describe("evaluations without improvement before a reduction"),
    min: share.default(0).describe("smallest factor of the learning rate"),
    threshold: share.default(1e-4).describe("an improvement is a loss lower by more than this share"),
  }),
  main: "factor",
  watch({ factor, patience, min, threshold }) {
    const waiting = patienceFor(threshold);
    let rate = 1;
    return {
      evaluated(loss) {
        waiting.evaluated(loss);
        if (waiting.waited < patience) return;
        rate = Math.max(min, rate * factor);
        waiting.restart();
      },
      get factor() {
        return rate;
      },
    };
  },
  numbers: (_, { factor }) => ({ factor }),
  equations: ({ g, factor }) => ({ g: mul(factor, g) }),
});
