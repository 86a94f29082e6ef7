import { z } from "zod";
import type { Criterion, TaskFamily } from "../src/lab/index.js";
import { oneOf, resolve, whole } from "./options.js";
import { symbolTask } from "./symbols.js";

const variants = {
  blank: "blanks between symbol and cue",
  same: "random symbols of the same alphabet between: only the place of the first one tells it apart",
};

const options = z.strictObject({
  T: whole("T", 1, 100_000).default(100).describe("delay: steps from the symbol to the cue"),
  variant: oneOf(variants).default("blank").describe("what is shown during the delay"),
  alphabet: whole("alphabet", 2, 1000).default(2).describe("number of different symbols"),
});

/**
 * Delayed recall of a single symbol: the smallest task that needs memory. Step 0 shows a symbol, step T the cue, on
 * which the symbol is due.
 *
 * Source    In kind the latch problem of Bengio, Simard & Frasconi 1994, and task 2 of Hochreiter & Schmidhuber 1997.
 * Shapes    x [T + 1, B, K + 2] one-hot (K symbols, blank, cue), target [1, B, K] one-hot.
 * Baseline  ln K; every machine that sees T steps or fewer has it too.
 */
export const recall: TaskFamily = {
  name: "recall",
  summary: "name the one symbol that was shown first, after a delay",
  cite: "bengio1994",
  options,
  variants,
  create(given) {
    const chosen = resolve("recall", options, given);
    const { T, alphabet: K, variant } = chosen;
    return symbolTask({
      name: "recall",
      options: chosen,
      symbols: K + 2,
      classes: K,
      readout: "last",
      steps: T + 1,
      baseline: Math.log(K),
      plateaus: [],
      floor: 0,
      lag: { min: T, mean: T, max: T },
      criteria,
      draw: (stream, B) =>
        Array.from({ length: B }, () => {
          const between = () => (variant === "blank" ? K : stream.int(K));
          const first = stream.int(K);
          const shown = [first, ...Array.from({ length: T - 1 }, between), K + 1];
          return { shown, due: shown.map((_, t) => (t === T ? first : -1)) };
        }),
      believe: (p, [first = -1]) => {
        if (first < 0) p.fill(1 / K);
        else p[first] = 1;
      },
      lagAt: () => T,
    });
  },
};

const criteria: readonly Criterion[] = [
  {
    name: "accuracy",
    rule: "≥ 99 % of the evaluation sequences right",
    cite: "hindsight",
    holds: ({ accuracy = Number.NaN }) => accuracy >= 0.99,
  },
  {
    name: "hs97",
    rule: "every output within 0.3 of its target, on every evaluation sequence",
    cite: "hochreiter1997",
    holds: ({ over03 }) => over03 === 0,
  },
];
