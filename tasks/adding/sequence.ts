import type { Batch, Task } from "../../src/lab/index.js";
import type { Stream } from "../../src/rng/index.js";
import { lagOf } from "./law.js";
import type { AddingVariant } from "./variants.js";

/** What is asked for: a function of the marked values, in the order in which they stand. */
export type Answer = (operands: readonly number[]) => number;

/** @throws RangeError when a variant of this task cannot place its markers in T steps */
export function checkLength(
  task: string,
  { minT }: AddingVariant,
  { T, variant }: { readonly T: number; readonly variant: string },
): void {
  if (T < minT)
    throw new RangeError(
      `Task "${task}": variant "${variant}" needs T of at least ${minT} to place its markers, but T was ${T}; ` +
        "raise T or choose another variant.",
    );
}

/** What tasks over marked values share, whatever they ask for. */
export function markedTask(v: AddingVariant, T: number, answer: Answer) {
  return {
    input: 2,
    output: 1,
    loss: "mse",
    readout: v.lengthPer === "row" ? "every" : "last",
    steps: v.lengths(T)[1],
    floor: 0,
    lag: lagOf(v, T),
    sample: (stream, B) => sampleMarked(v, T, answer, stream, B),
    lags: (batch) => markedLags(v, batch),
  } satisfies Partial<Task>;
}

/** Sequences with marked values: the adding problem and what is made like it. */
function sampleMarked(v: AddingVariant, T: number, answer: Answer, stream: Stream, B: number): Batch {
  const [low, high] = v.values;
  const lengths = drawLengths(v, T, stream, B);
  const steps = lengths.reduce((longest, L) => Math.max(longest, L));
  const scored = v.lengthPer === "row" ? steps : 1;
  const x = new Float64Array(steps * B * 2);
  const target = new Float64Array(scored * B);
  const weight = new Float64Array(scored * B);
  for (const [b, L] of lengths.entries()) {
    const first = draw(stream, v.first(L, T));
    const second = drawSecond(v, stream, first, v.second(L, T));
    const [start, end] = v.ends?.(L) ?? [-1, -1];
    // The loop over all values is what a batch costs: what lies on a few steps alone is written after it.
    for (let t = 0, at = b * 2 + v.valueChannel; t < L; t++, at += B * 2)
      x[at] = low + (high - low) * stream.uniform();
    const channel = (t: number, of: number) => (t * B + b) * 2 + of;
    const marker = 1 - v.valueChannel;
    const marked = [...new Set([first, second])]
      .sort((p, q) => p - q)
      .filter((t) => t !== start && t !== end);
    for (const t of marked) x[channel(t, marker)] = 1;
    for (const t of [start, end]) if (t >= 0) x[channel(t, marker)] = -1;
    const operands = marked.map((t) => x[channel(t, v.valueChannel)] ?? Number.NaN);
    const last = scored === 1 ? b : (L - 1) * B + b;
    target[last] = answer(operands);
    weight[last] = 1;
  }
  if (v.centred) {
    centre(x, 0, 2);
    centre(x, 1, 2);
    const mean = target.reduce((a, b) => a + b) / B;
    for (let i = 0; i < target.length; i++) if (weight[i] === 1) target[i] = (target[i] ?? Number.NaN) - mean;
  }
  return { T: steps, B, x, target, weight };
}

function drawLengths(v: AddingVariant, T: number, stream: Stream, B: number): Int32Array {
  const [shortest, longest] = v.lengths(T);
  const length = () => shortest + (longest > shortest ? stream.int(longest - shortest + 1) : 0);
  const lengths = new Int32Array(B);
  return v.lengthPer === "row" ? lengths.map(length) : lengths.fill(length());
}

function draw(stream: Stream, [from, to]: readonly [number, number]): number {
  return from + stream.int(to - from);
}

function drawSecond(
  v: AddingVariant,
  stream: Stream,
  first: number,
  range: readonly [number, number],
): number {
  const [from, to] = range;
  if (v.apart === "redraw") {
    const rank = draw(stream, [from, to - 1]);
    return rank < first ? rank : rank + 1;
  }
  const second = draw(stream, range);
  return second === first ? second + 1 : second;
}

/** Takes the mean off the channel that holds every `stride`-th number from `offset` on. */
function centre(values: Float64Array, offset: number, stride: number): void {
  let sum = 0;
  for (let i = offset; i < values.length; i += stride) sum += values[i] ?? Number.NaN;
  const mean = (sum * stride) / values.length;
  for (let i = offset; i < values.length; i += stride) values[i] = (values[i] ?? Number.NaN) - mean;
}

/**
 * For each row, where its answer is scored, its last step, and the steps of the marked values in the last k inputs.
 */
export function eachMarked(
  v: AddingVariant,
  { T, B, x, weight }: Batch,
  k: number,
  visit: (row: {
    readonly position: number;
    readonly last: number;
    readonly steps: readonly number[];
    readonly operands: readonly number[];
  }) => void,
): void {
  for (const [position, w] of weight.entries()) {
    if (w === 0) continue;
    const b = position % B;
    const last = v.lengthPer === "row" ? (position - b) / B : T - 1;
    const steps: number[] = [];
    for (let t = Math.max(0, last - k + 1); t <= last; t++)
      if ((x[(t * B + b) * 2 + 1 - v.valueChannel] ?? 0) > 0) steps.push(t);
    const operands = steps.map((t) => x[(t * B + b) * 2 + v.valueChannel] ?? Number.NaN);
    visit({ position, last, steps, operands });
  }
}

/** Steps from the earliest operand that counts to the answer, for each row. */
function markedLags(v: AddingVariant, batch: Batch): number[] {
  const lags: number[] = [];
  eachMarked(v, batch, batch.T, ({ last, steps }) => {
    // No mark that counts is left in a sequence of `hs97` only if both lie on one step, which never happens.
    lags.push(last - (steps[0] ?? last));
  });
  return lags;
}
