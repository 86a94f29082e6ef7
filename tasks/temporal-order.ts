import { z } from "zod";
import type { Criterion, Task, TaskFamily } from "../src/lab/index.js";
import type { Stream } from "../src/rng/index.js";
import { oneOf, resolve, whole } from "./options.js";
import { type SymbolRow, symbolTask } from "./symbols.js";

/** Fillers a, b, c, d are 0 to 3, X and Y are 4 and 5; only `hs97` has the start E, 6, and the trigger B, 7. */
const [FILLERS, X, START, TRIGGER] = [4, 4, 6, 7];

interface Variant {
  readonly summary: string;
  readonly symbols: number;
  readonly hasEnds: boolean;
  readonly lengths: (T: number) => readonly [shortest: number, longest: number];
  /** A length for every row, padded, or one for the whole batch. */
  readonly lengthPer: "row" | "batch";
  /** Where the i-th of n relevant symbols is drawn, uniformly, both ends included. */
  readonly range: (n: number, i: number, T: number, L: number) => readonly [from: number, to: number];
}

/** Where the ranges of HS97 begin, in percent of T; those of 4 symbols are our own. */
const starts: Readonly<Record<number, readonly number[]>> = {
  2: [10, 50],
  3: [10, 33, 66],
  4: [10, 30, 50, 70],
};
/** Where those of Pascanu's code begin, in tenths of L. */
const tenths: Readonly<Record<number, readonly number[]>> = { 2: [1, 5], 3: [1, 3, 6], 4: [1, 3, 5, 7] };

const variants = {
  /** Hochreiter & Schmidhuber 1997, tasks 6a and 6b: at T = 100 the ranges are exactly [10, 20], [50, 60] and so on. */
  hs97: {
    summary: "begins with E, ends with the trigger B, lengths T to 1.1 T",
    symbols: 8,
    hasEnds: true,
    lengths: (T) => [T, T + Math.floor(T / 10)],
    lengthPer: "row",
    range: (n, i, T) => {
      const from = Math.floor(((starts[n]?.[i] ?? 0) * T) / 100);
      return [from, from + Math.floor(T / 10)];
    },
  },
  /** Pascanu, Mikolov & Bengio 2013; code pascanur/trainingRNNs, whose docstring says [1, L/10] for the first. */
  pascanu: {
    summary: "no start and no trigger, symbols in [.1 L, .2 L) and [.5 L, .6 L), one length a batch",
    symbols: 6,
    hasEnds: false,
    lengths: (T) => [T, T + Math.floor(T / 10) - 1],
    lengthPer: "batch",
    range: (n, i, _, L) => {
      const tenth = tenths[n]?.[i] ?? 0;
      return [Math.floor((tenth * L) / 10), Math.floor(((tenth + 1) * L) / 10) - 1];
    },
  },
} satisfies Record<string, Variant>;

const options = z.strictObject({
  T: whole("T", 10, 100_000).default(100).describe("sequence length (the shortest, where lengths vary)"),
  variant: oneOf(variants).default("hs97").describe("which published variant to follow"),
  bits: whole("bits", 2, 4)
    .default(2)
    .describe("number of relevant symbols: 2 is task 6a, 3 is 6b and the 3-bit problem, 4 is our own"),
});

type Chosen = z.infer<typeof options>;

/**
 * Temporal order: among random fillers a few steps show X or Y; at the end say which came in which order.
 *
 * Source    Hochreiter & Schmidhuber 1997, sec. 5.6, tasks 6a, 6b; Martens & Sutskever 2011 (3-bit).
 * Deviates  softmax with cross-entropy for their sigmoid outputs with squared error.
 * Shapes    x [T, B, 8] one-hot (6 for `pascanu`), target [L, B, 2^bits] one-hot; the first symbol is the highest bit.
 * Baseline  bits · ln 2 (ln 4 = 1.386, ln 8 = 2.079): all orders are equally likely and no answer reads one.
 * Plateau   The later m symbols learnt, the others guessed: (bits - m) ln 2.
 */
export const temporalOrder: TaskFamily = {
  name: "temporal-order",
  summary: "say in which order a few symbols X and Y came, far apart among random fillers",
  cite: "hochreiter1997",
  options,
  variants: Object.fromEntries(Object.entries(variants).map(([name, v]) => [name, v.summary])),
  create(given) {
    const chosen = resolve("temporal-order", options, given);
    return create(variants[chosen.variant], chosen);
  },
};

function create(v: Variant, chosen: Chosen): Task {
  const { T, bits } = chosen;
  return symbolTask({
    name: "temporal-order",
    options: chosen,
    symbols: v.symbols,
    classes: 2 ** bits,
    readout: v.lengthPer === "row" ? "every" : "last",
    steps: v.lengths(T)[1],
    baseline: bits * Math.LN2,
    plateaus: Array.from({ length: bits - 1 }, (_, i) => ({
      name: i === 0 ? "last symbol learnt" : `last ${i + 1} symbols learnt`,
      loss: (bits - 1 - i) * Math.LN2,
    })),
    floor: 0,
    lag: lagOf(v, T, bits),
    criteria,
    draw: (stream, B) => {
      const [shortest, longest] = v.lengths(T);
      const length = () => shortest + stream.int(longest - shortest + 1);
      const common = length();
      return Array.from({ length: B }, () =>
        row(v, chosen, v.lengthPer === "row" ? length() : common, stream),
      );
    },
    believe: (p, seen, from, t) => {
      // What is in sight are the last symbols, the low bits of the answer.
      let [known, low] = [0, 0];
      for (let i = t; i >= from; i--) {
        const symbol = seen[i] ?? -1;
        if (symbol === X || symbol === X + 1) low += (symbol - X) * 2 ** known++;
      }
      for (let answer = low; answer < 2 ** bits; answer += 2 ** known) p[answer] = 2 ** (known - bits);
    },
    lagAt: (shown, t) => t - shown.findIndex((symbol) => symbol === X || symbol === X + 1),
  });
}

function row(v: Variant, { T, bits }: Chosen, L: number, stream: Stream): SymbolRow {
  const shown = Array.from({ length: L }, () => stream.int(FILLERS));
  if (v.hasEnds) [shown[0], shown[L - 1]] = [START, TRIGGER];
  let answer = 0;
  for (let i = 0; i < bits; i++) {
    const [from, to] = v.range(bits, i, T, L);
    const bit = stream.int(2);
    shown[from + stream.int(to - from + 1)] = X + bit;
    answer = 2 * answer + bit;
  }
  return { shown, due: shown.map((_, t) => (t === L - 1 ? answer : -1)) };
}

/** Steps from the first relevant symbol to the answer. */
function lagOf(v: Variant, T: number, bits: number): Task["lag"] {
  const [shortest, longest] = v.lengths(T);
  let [min, total, max] = [Number.POSITIVE_INFINITY, 0, 0];
  for (let L = shortest; L <= longest; L++) {
    const [from, to] = v.range(bits, 0, T, L);
    min = Math.min(min, L - 1 - to);
    max = Math.max(max, L - 1 - from);
    total += L - 1 - (from + to) / 2;
  }
  return { min, mean: total / (longest - shortest + 1), max };
}

const criteria: readonly Criterion[] = [
  {
    name: "accuracy",
    rule: "less than 1 % of the evaluation sequences wrong",
    cite: "martens2011",
    holds: ({ accuracy = Number.NaN }) => accuracy > 0.99,
  },
  {
    name: "hs97",
    rule: "every output within 0.3 of its target, on every evaluation sequence",
    cite: "hochreiter1997",
    holds: ({ over03 }) => over03 === 0,
  },
];
