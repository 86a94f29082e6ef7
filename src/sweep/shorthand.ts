import { z } from "zod";
import { chainText, DEFAULT_CLIP, DEFAULT_RATE, parseChain } from "../optim/index.js";
import { isPlain, type Plain } from "./path.js";

const CELL = "lstm";

const numberOr = (error: string) => ({ error });
const whole = (min: number, max: number, example: number) => {
  const error = `a whole number from ${min} to ${max}; write e.g. ${example}`;
  return z.number({ error }).int(error).min(min, error).max(max, error);
};

/**
 * Short names for what lies deep in an experiment, as on the command line: the cell of all layers, the optimiser's
 * learning rate. They act on `layers` and `chain`, or on their defaults.
 */
export const shorthands = {
  cell: z
    .string({ error: 'the name of a cell; write e.g. "lstm"' })
    .describe(`recurrent cell of every layer; default ${CELL}`),
  hidden: whole(1, 65_536, 64).describe("hidden units H of every layer"),
  wrap: z
    .string({ error: 'wrappers; write e.g. "residual"' })
    .describe("wrappers around the cell of every layer, innermost first"),
  depth: whole(1, 1000, 2).describe("layers of the same kind on top of each other"),
  lr: z
    .number({ error: "a positive number; write e.g. 0.005" })
    .positive("a positive number; write e.g. 0.005")
    .describe(`learning rate of the chain's optimiser; default ${DEFAULT_RATE}`),
  clip: z
    .union([z.string(), z.number()], numberOr('none, a norm, "norm:1" or "value:0.5"; write e.g. 1'))
    .superRefine((value, context) => {
      try {
        parseChain(chainText(undefined, { clip: value }));
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        context.addIssue({ code: "custom", message: error.message });
      }
    })
    .describe(`clips the gradient: none, a norm, norm:<x> or value:<x>; default ${DEFAULT_CLIP}`),
} as const;

/** The experiment's own fields instead of the short names. */
export function withoutShorthands({ cell, hidden, wrap, depth, lr, clip, ...fields }: Plain): Plain {
  const isLayered =
    [cell, hidden, wrap, depth].some((given) => given !== undefined) || fields.layers === undefined;
  const isChained = lr !== undefined || clip !== undefined;
  return {
    ...fields,
    ...(isLayered && { layers: layersOf(fields.layers, { cell, hidden, wrap }, Number(depth ?? 1)) }),
    ...(isChained && { chain: chainText(fields.chain, { lr, clip }) }),
  };
}

function layersOf(given: unknown, over: Plain, depth: number): unknown[] {
  const layers: unknown[] = Array.isArray(given) ? given : [{ cell: CELL }];
  const set = Object.fromEntries(Object.entries(over).filter(([, value]) => value !== undefined));
  const made = layers.map((layer) => (isPlain(layer) ? { ...layer, ...set } : layer));
  return Array.from({ length: depth }, () => made).flat();
}
