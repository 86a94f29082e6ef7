import { z } from "zod";
import type { Criterion, Task, TaskFamily } from "../src/lab/index.js";
import type { Stream } from "../src/rng/index.js";
import { oneOf, resolve, whole } from "./options.js";
import { type SymbolRow, symbolTask } from "./symbols.js";

interface Variant {
  readonly summary: string;
  readonly alphabet: number;
  readonly length: number;
  /** Steps among which the symbols are spread, for S of them. */
  readonly zone: (T: number, S: number) => number;
  /** How many steps in a row show the marker. */
  readonly markers: (S: number) => number;
  /** Steps from the first marker to the first recalled symbol. */
  readonly recallAfter: 0 | 1;
  /** Whether the blank answers before recall are scored too. */
  readonly scored: "all" | "recall";
}

const variants = {
  /** Gu & Dao 2023, sec. 4.1.1; code MinhZou/selective-copying-mamba (T 4096; its 16 symbols count blank and marker). */
  mamba: {
    summary:
      "symbols anywhere in T + S steps, then S markers on which they are recalled; only recall is scored",
    alphabet: 14,
    length: 16,
    zone: (T, S) => T + S,
    markers: (S) => S,
    recallAfter: 0,
    scored: "recall",
  },
  /**
   * Jing et al. 2017 (GORU), denoise task. Deviates: their code draws places with replacement, so that symbols which
   * collide are lost while the target keeps them, and its marker lies outside the one-hot range; neither is so here.
   */
  denoise: {
    summary:
      "symbols anywhere in T + S - 1 steps, one marker, recall from the next step on; all steps are scored",
    alphabet: 9,
    length: 10,
    zone: (T, S) => T + S - 1,
    markers: () => 1,
    recallAfter: 1,
    scored: "all",
  },
} satisfies Record<string, Variant>;

const options = z.strictObject({
  T: whole("T", 1, 100_000)
    .default(100)
    .describe("number of blanks among the symbols, as the variant counts them"),
  variant: oneOf(variants).default("mamba").describe("which published variant to follow"),
  alphabet: whole("alphabet", 2, 1000)
    .optional()
    .describe("number of different symbols, without blank and marker (default: 14; denoise: 9)"),
  length: whole("length", 1, 1000)
    .optional()
    .describe("number of symbols S to remember (default: 16; denoise: 10)"),
});

type Chosen = Required<z.infer<typeof options>>;

/**
 * Selective copying: symbols at random places among blanks; repeat them in order. Unlike in the copy task no fixed delay
 * leads from a symbol to its answer, so what to keep must be decided by content.
 *
 * Source    Jing et al. 2017 (denoise task); Gu & Dao 2023 (Mamba); the variants name their own.
 * Shapes    x [T, B, K + 2] one-hot (blank, K symbols, marker), target [T, B, K + 1] one-hot.
 * Baseline  `mamba`: ln K; `denoise`: S ln K / (T + 2S), since when a symbol is due is known.
 */
export const selectiveCopy: TaskFamily = {
  name: "selective-copy",
  summary: "repeat symbols in order that were scattered among blanks",
  cite: "gu2023",
  options,
  variants: Object.fromEntries(Object.entries(variants).map(([name, v]) => [name, v.summary])),
  create(given) {
    const chosen = resolve("selective-copy", options, given);
    const v: Variant = variants[chosen.variant];
    return create(v, {
      ...chosen,
      alphabet: chosen.alphabet ?? v.alphabet,
      length: chosen.length ?? v.length,
    });
  },
};

function create(v: Variant, chosen: Chosen): Task {
  const { T, alphabet: K, length: S } = chosen;
  const zone = v.zone(T, S);
  const start = zone + v.recallAfter;
  const steps = start + S;
  return symbolTask({
    name: "selective-copy",
    options: chosen,
    symbols: K + 2,
    classes: K + 1,
    readout: "every",
    steps,
    baseline: (S * Math.log(K)) / (v.scored === "all" ? steps : S),
    plateaus: [],
    floor: 0,
    lag: lagOf(zone, start, S),
    criteria,
    draw: (stream, B) => Array.from({ length: B }, () => row(v, chosen, stream)),
    believe: (p, seen, from, t) => {
      const asked = t - start;
      if (asked < 0) {
        p[0] = 1;
        return;
      }
      // The symbols in sight are the last ones: the asked one is the (S - asked)-th from the end.
      let left = S - asked;
      for (let i = zone - 1; i >= from; i--)
        if ((seen[i] ?? 0) > 0 && --left === 0) {
          p[seen[i] ?? 0] = 1;
          return;
        }
      p.fill(1 / K, 1);
    },
    lagAt: (shown, t) => {
      if (t < start) return undefined;
      let left = t - start + 1;
      return t - shown.findIndex((symbol) => symbol > 0 && --left === 0);
    },
  });
}

function row(v: Variant, { T, alphabet: K, length: S }: Chosen, stream: Stream): SymbolRow {
  const zone = v.zone(T, S);
  const symbols: number[] = [];
  // Each step takes its share of the symbols that are left: all sets of places are equally likely.
  const shown = Array.from({ length: zone }, (_, t) => {
    if (stream.int(zone - t) >= S - symbols.length) return 0;
    const symbol = 1 + stream.int(K);
    symbols.push(symbol);
    return symbol;
  });
  const after = Array.from({ length: v.recallAfter + S }, (_, i) => (i < v.markers(S) ? K + 1 : 0));
  const quiet = new Array<number>(zone + v.recallAfter).fill(v.scored === "all" ? 0 : -1);
  return { shown: [...shown, ...after], due: [...quiet, ...symbols] };
}

/** Symbol j of S is at step (j + 1)(zone + 1)/(S + 1) - 1 on average, from j to zone - S + j. */
function lagOf(zone: number, start: number, S: number): Task["lag"] {
  return { min: start - zone + S, mean: start + (S - 1) / 2 - (zone - 1) / 2, max: start };
}

const criteria: readonly Criterion[] = [
  {
    name: "exact",
    rule: "all symbols right in ≥ 99 % of the evaluation sequences",
    cite: "hindsight",
    holds: ({ exact = Number.NaN }) => exact >= 0.99,
  },
  {
    name: "accuracy",
    rule: "accuracy ≥ 0.999 over all scored positions",
    cite: "hindsight",
    holds: ({ accuracy = Number.NaN }) => accuracy >= 0.999,
  },
];
