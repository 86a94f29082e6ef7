import { z } from "zod";
import type { Batch, Criterion, Metrics, Task, TaskFamily } from "../src/lab/index.js";
import type { Stream } from "../src/rng/index.js";
import { largest, logit, NEVER } from "./classes.js";
import { decode, encode, type Layout, layoutOf, recallProbability } from "./copy/layout.js";
import { type CopyVariant, copyVariants } from "./copy/variants.js";
import { oneOf, resolve, whole } from "./options.js";

const options = z.strictObject({
  T: whole("T", 1, 100_000).default(100).describe("delay, as the variant counts it"),
  variant: oneOf(copyVariants).default("urnn").describe("which published variant to follow"),
  alphabet: whole("alphabet", 2, 1000)
    .default(8)
    .describe("number of different symbols, without blank and delimiter"),
  length: whole("length", 1, 1000).default(10).describe("number of symbols to remember"),
  encoding: z
    .enum(["one-hot", "scalar"])
    .optional()
    .describe("how an input step shows its symbol (default: as the variant)"),
});

/**
 * The copy task: remember S symbols over a delay and repeat them in order.
 *
 * Source    Hochreiter & Schmidhuber 1997 in kind; Arjovsky, Shah & Bengio 2016, sec. 4.1; the variants name their own.
 * Shapes    x [T, B, K + 2] one-hot (blank, K symbols, delimiter) or [T, B, 1] scalar; target [T, B, K + 1] one-hot, one
 *           class more where the variant has it for the delimiter; weight 0 on steps the variant does not score.
 * Baseline  An answer that reads no input knows only the number of the step, and so the probability p_t that a symbol is
 *           due; its best loss is the entropy, the mean over scored steps of H(p_t) + p_t ln K nats. With a fixed
 *           delay H is 0: S ln K / (T + 2S) for `urnn`, ln K where only the recall is scored (`s4`).
 */
export const copy: TaskFamily = {
  name: "copy",
  summary: "repeat a short string of symbols after a long delay",
  cite: "arjovsky2016",
  options,
  variants: Object.fromEntries(Object.entries(copyVariants).map(([name, v]) => [name, v.summary])),
  create(given) {
    const chosen = resolve("copy", options, given);
    const v: CopyVariant = copyVariants[chosen.variant];
    return copyTask("copy", v, { ...chosen, encoding: chosen.encoding ?? v.encoding }, criteria);
  },
};

type Chosen = Readonly<Record<string, unknown>> &
  Pick<Required<z.infer<typeof options>>, "T" | "alphabet" | "length" | "encoding">;

/** A task of this kind; `chosen` are its options and what they mean for the layout. */
export function copyTask(
  name: string,
  v: CopyVariant,
  chosen: Chosen,
  criteria: readonly Criterion[],
  options: Task["options"] = chosen,
): Task {
  const { T, variant, alphabet, length } = chosen;
  const minT = v.minT(length);
  if (T < minT) {
    throw new RangeError(
      `Task "${name}": variant "${variant}" with ${length} symbols needs T of at least ${minT}, but T was ${T}; ` +
        "raise T, lower length or choose another variant.",
    );
  }
  const l = layoutOf(v, T, length, alphabet, chosen.encoding);
  return Object.freeze<Task>({
    name,
    options: Object.freeze(options),
    input: l.X,
    output: l.Y,
    loss: "xent",
    readout: "every",
    steps: l.steps,
    baseline: baseline(l),
    plateaus: [],
    floor: 0,
    lag: lagOf(l),
    criteria,
    sample: (stream, B) => sample(l, stream, B),
    score,
    ideal: (batch) => ideal(l, batch),
    memoryless: (batch) => within(l, batch, 0),
    within: (batch, k) => within(l, batch, k),
    lags: (batch) => lags(l, batch),
  });
}

const criteria: readonly Criterion[] = [
  {
    name: "recall",
    rule: "accuracy ≥ 0.99 on the recall steps alone",
    cite: "kerg2019",
    holds: ({ recall = Number.NaN }) => recall >= 0.99,
  },
  {
    name: "exact",
    rule: "all symbols right in ≥ 99 % of the evaluation sequences",
    cite: "hindsight",
    holds: ({ exact = Number.NaN }) => exact >= 0.99,
  },
];

/** A symbol shown at step i is recalled at i + S + blanks + recallAfter, for every i. */
function lagOf(l: Layout): Task["lag"] {
  const [min, max] = [l.blanks[0] + l.S + l.recallAfter, l.blanks[1] + l.S + l.recallAfter];
  return { min, mean: (min + max) / 2, max };
}

function baseline(l: Layout): number {
  if (l.scored === "recall") return Math.log(l.K);
  let nats = 0;
  for (let t = 0; t < l.steps; t++) {
    const p = recallProbability(l, t);
    const entropy = p === 0 || p === 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p);
    nats += entropy + p * Math.log(l.K);
  }
  return nats / l.steps;
}

function sample(l: Layout, stream: Stream, B: number): Batch {
  const { S, K, Y, steps } = l;
  const [fewest, most] = l.blanks;
  const x = new Float64Array(steps * B * l.X);
  const target = new Float64Array(steps * B * Y);
  const weight = new Float64Array(steps * B).fill(l.scored === "all" ? 1 : 0);
  for (let b = 0; b < B; b++) {
    const delimiter = S + fewest + (most > fewest ? stream.int(most - fewest + 1) : 0);
    const recall = delimiter + l.recallAfter;
    for (let t = S; t < steps; t++) {
      const shown = t >= delimiter && t < delimiter + l.delimiters;
      encode(l, x, t * B + b, shown ? K + 1 : 0);
    }
    for (let t = 0; t < recall; t++) target[(t * B + b) * Y] = 1;
    for (let i = 0; i < S; i++) {
      const symbol = 1 + stream.int(K);
      const due = (recall + i) * B + b;
      encode(l, x, i * B + b, symbol);
      target[due * Y + symbol] = 1;
      weight[due] = 1;
    }
    for (let t = recall + S; t < steps; t++) target[(t * B + b) * Y] = 1;
  }
  return { T: steps, B, x, target, weight };
}

/** Waits for the delimiter, then repeats what the first S steps showed. */
function ideal(l: Layout, { T, B, x }: Batch): Float64Array {
  const y = new Float64Array(T * B * l.Y).fill(NEVER);
  for (let b = 0; b < B; b++) {
    let delimiter = l.S;
    while (delimiter < T && decode(l, x, delimiter * B + b) !== l.K + 1) delimiter++;
    for (let t = 0; t < T; t++) {
      const i = t - delimiter - l.recallAfter;
      const answer = i >= 0 && i < l.S ? decode(l, x, i * B + b) : 0;
      y[(t * B + b) * l.Y + answer] = 0;
    }
  }
  return y;
}

/**
 * The log-probabilities of blank and symbols at each step, from its number and the last k inputs. A delimiter in sight
 * says which symbol is due; while none is, it may be at any place out of sight, and what it asks for then is too.
 */
function within(l: Layout, { T, B, x }: Batch, k: number): Float64Array {
  const y = new Float64Array(T * B * l.Y).fill(NEVER);
  const [first, last] = [l.S + l.blanks[0], l.S + l.blanks[1]];
  for (let b = 0; b < B; b++)
    for (let t = 0; t < T; t++) {
      const from = Math.max(0, t - k + 1);
      const at = (t * B + b) * l.Y;
      let delimiter = first === last ? first : -1;
      for (let s = Math.max(first, from); s <= Math.min(last, t) && delimiter < 0; s++)
        if (decode(l, x, s * B + b) === l.K + 1) delimiter = s;
      const due = t - delimiter - l.recallAfter;
      if (delimiter < 0) write(l, y, at, recallProbability(l, t, from));
      else if (due < 0 || due >= l.S) y[at] = 0;
      else if (due >= from) y[at + decode(l, x, due * B + b)] = 0;
      else write(l, y, at, 1);
    }
  return y;
}

/** Any symbol with probability p, else blank. */
function write(l: Layout, y: Float64Array, at: number, p: number): void {
  y[at] = logit(1 - p);
  y.fill(logit(p / l.K), at + 1, at + 1 + l.K);
}

function lags(l: Layout, { T, B, target, weight }: Batch): number[] {
  const found: number[] = [];
  for (let b = 0; b < B; b++) {
    let start = 0;
    while (start < T && (weight[start * B + b] === 0 || target[(start * B + b) * l.Y] === 1)) start++;
    for (let i = 0; i < l.S; i++) found.push(start);
  }
  return found;
}

/**
 * recall: share of recall positions (the right class is a symbol) whose largest logit is right; exact: share of
 * sequences with all of them right; whole: with all scored steps right, blanks too; accuracy: share over all scored
 * positions, high without any memory.
 */
function score(y: ArrayLike<number>, { B, target, weight }: Batch): Metrics {
  const Y = target.length / weight.length;
  const [spoilt, wrong] = [new Uint8Array(B), new Uint8Array(B)];
  let [scored, right, due, recalled] = [0, 0, 0, 0];
  for (const [position, w] of weight.entries()) {
    if (w === 0) continue;
    const wanted = largest(target, position * Y, Y);
    const hit = largest(y, position * Y, Y) === wanted;
    scored += 1;
    if (hit) right += 1;
    else wrong[position % B] = 1;
    if (wanted === 0) continue;
    due += 1;
    if (hit) recalled += 1;
    else spoilt[position % B] = 1;
  }
  const [exact, whole] = [spoilt, wrong].map((of) => of.reduce((n, bad) => n - bad, B) / B);
  return {
    recall: recalled / due,
    exact: exact ?? Number.NaN,
    whole: whole ?? Number.NaN,
    accuracy: right / scored,
  };
}
