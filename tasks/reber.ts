import { z } from "zod";
import type { Batch, Criterion, Metrics, Task, TaskFamily } from "../src/lab/index.js";
import type { Stream } from "../src/rng/index.js";
import { resolve, whole } from "./options.js";
import { type Chain, chainOf, surprise } from "./reber/chain.js";
import { embedded, isEcho, LETTERS } from "./reber/grammar.js";
import { type SymbolRow, symbolTask } from "./symbols.js";

const SHORTEST = 9;

const options = z.strictObject({
  T: whole("T", SHORTEST, 1000)
    .default(40)
    .describe("longest string, in letters: the grammar's have no limit, longer ones are drawn again"),
});

/**
 * The embedded Reber grammar: predict the next letter. All but one letter follow from the last few; the last but one is
 * the T or P of the beginning again, which is what asks for memory.
 *
 * Source    Hochreiter & Schmidhuber 1997, sec. 5.1 (there 256 training strings: `--data 256`); Smith & Zipser 1989.
 * Deviates  softmax with cross-entropy; strings longer than T are drawn again (1 in 5000 of them at T = 40).
 * Shapes    x [T - 1, B, 7] one-hot, target [T - 1, B, 7] one-hot; shorter strings are padded, weight 0.
 * Baseline  Mean surprise in nats per letter for a machine that knows the number of the step alone; floor: for one that
 *           has read everything. Both are quotients of expectations, exact for large batches: the loss of a batch is a
 *           mean over its letters, so that long strings count for more.
 * Plateau   The grammar learnt but for the remembered letter: its ln 2 more once a string.
 * Lag       Of the remembered letter alone.
 */
export const reber: TaskFamily = {
  name: "reber",
  summary: "predict the letters of the embedded Reber grammar, whose second comes again near the end",
  cite: "hochreiter1997",
  options,
  variants: {},
  create(given) {
    const chosen = resolve("reber", options, given);
    return create(chosen.T, chosen);
  },
};

function create(T: number, chosen: z.infer<typeof options>): Task {
  const chain = chainOf(embedded, T);
  const { baseline, floor, letters, lag } = lawOf(chain);
  return symbolTask({
    name: "reber",
    options: chosen,
    symbols: LETTERS.length,
    classes: LETTERS.length,
    readout: "every",
    steps: T - 1,
    baseline,
    plateaus: [{ name: "all but the remembered letter", loss: floor + Math.LN2 / letters }],
    floor,
    lag,
    criteria,
    score: (y, batch) => score(chain, y, batch),
    draw: (stream, B) => Array.from({ length: B }, () => row(chain, stream)),
    believe: (p, seen, from, t) => {
      let states = chain.states(from);
      for (let read = from; read <= t; read++) states = step(chain, states, read, seen[read] ?? -1);
      states.forEach((q, state) => {
        if (q === 0) return;
        for (const { arc, p: odds } of chain.odds(state, t + 1))
          p[arc.letter] = (p[arc.letter] ?? 0) + q * odds;
      });
    },
    // The letter after the shown ones is the remembered one where only E follows it.
    lagAt: (shown, t) => (t === lettersIn(shown) - 2 ? t - 1 : undefined),
  });
}

/** Letters shown, all but the last E of the string: a padded row shows nothing from there on. */
function lettersIn(shown: Int32Array): number {
  const padding = shown.indexOf(-1);
  return padding < 0 ? shown.length : padding;
}

/** The states after a letter, in proportion. */
function step(chain: Chain, states: Float64Array, read: number, letter: number): Float64Array {
  const next = new Float64Array(states.length);
  let total = 0;
  states.forEach((q, state) => {
    if (q === 0) return;
    for (const { arc, p } of chain.odds(state, read)) {
      if (arc.letter !== letter) continue;
      next[arc.to] = (next[arc.to] ?? 0) + q * p;
      total += q * p;
    }
  });
  return next.map((q) => q / total);
}

function row(chain: Chain, stream: Stream): SymbolRow {
  const letters: number[] = [];
  let state = 0;
  for (let odds = chain.odds(state, 0); odds.length > 0; odds = chain.odds(state, letters.length)) {
    // A state has one or two arcs.
    const [one, other = one] = odds;
    const chosen = one && other && (one === other || stream.uniform() < one.p) ? one : other;
    if (!chosen) break;
    letters.push(chosen.arc.letter);
    state = chosen.arc.to;
  }
  return { shown: letters.slice(0, -1), due: letters.slice(1) };
}

function lawOf(chain: Chain) {
  let [memoryless, ideal, letters, echoes, lags] = [0, 0, 0, 0, 0];
  // Letter `read` is predicted at step read - 1; the first is always B and not predicted.
  for (let read = 1; read < chain.longest; read++) {
    const [alive, states] = [chain.alive(read), chain.states(read)];
    letters += alive;
    memoryless += alive * surprise(chain, states, read);
    states.forEach((p, state) => {
      const only = new Float64Array(states.length);
      only[state] = 1;
      if (p > 0) ideal += alive * p * surprise(chain, only, read);
      if (!isEcho(state)) return;
      echoes += alive * p;
      lags += alive * p * (read - 2);
    });
  }
  const lag = { min: SHORTEST - 4, mean: lags / echoes, max: chain.longest - 4 };
  return { baseline: memoryless / letters, floor: ideal / letters, letters, lag };
}

/**
 * legal: share of strings in which, at every step, the letters that may come next have larger outputs than all others
 * (HS97's measure); echo: share of strings whose remembered letter is preferred to the other of T and P. Which letters
 * may come next is read off the string itself; near T, those that cannot end in time may not.
 */
function score(chain: Chain, y: ArrayLike<number>, { B, target, weight }: Batch): Metrics {
  const Y = LETTERS.length;
  let [legal, echo] = [0, 0];
  for (let b = 0; b < B; b++) {
    // The first letter, B, is not predicted.
    let [state, read] = [embedded[0]?.[0]?.to ?? 0, 1];
    let [isLegal, isEchoed] = [true, true];
    for (let position = b; position < weight.length; position += B) {
      if (weight[position] === 0) continue;
      const arcs = chain.odds(state, read++).map(({ arc }) => arc);
      const may = new Set(arcs.map(({ letter }) => letter));
      const output = (letter: number) => y[position * Y + letter] ?? Number.NaN;
      const others = Array.from({ length: Y }, (_, letter) => letter).filter((letter) => !may.has(letter));
      const isAbove = (these: Iterable<number>, those: readonly number[]) =>
        [...these].every((one) => those.every((other) => output(one) > output(other)));
      if (!isAbove(may, others)) isLegal = false;
      const due = target.subarray(position * Y, (position + 1) * Y).indexOf(1);
      const [T, P] = [LETTERS.indexOf("T"), LETTERS.indexOf("P")];
      if (isEcho(state) && !isAbove([due], [due === T ? P : T])) isEchoed = false;
      state = arcs.find(({ letter }) => letter === due)?.to ?? state;
    }
    if (isLegal) legal += 1;
    if (isEchoed) echo += 1;
  }
  return { legal: legal / B, echo: echo / B };
}

const criteria: readonly Criterion[] = [
  {
    name: "hs97",
    rule: "in every evaluation string every letter that may come next is above all that may not",
    cite: "hochreiter1997",
    holds: ({ legal }) => legal === 1,
  },
  {
    name: "echo",
    rule: "the remembered letter preferred in ≥ 99 % of the evaluation strings",
    cite: "hindsight",
    holds: ({ echo = Number.NaN }) => echo >= 0.99,
  },
];
