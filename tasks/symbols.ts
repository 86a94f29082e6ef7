import type { Batch, Task } from "../src/lab/index.js";
import type { Stream } from "../src/rng/index.js";
import { logit, scoreClasses } from "./classes.js";

/** One sequence of symbols. */
export interface SymbolRow {
  /** The symbol shown at each step, from 0. */
  readonly shown: readonly number[];
  /** The right class at each step, from 0; -1 where nothing is scored. */
  readonly due: readonly number[];
}

/** What differs between tasks that show symbols and ask for classes; `symbolTask` makes the rest. */
export interface SymbolLaw
  extends Pick<
      Task,
      "name" | "options" | "readout" | "steps" | "baseline" | "plateaus" | "floor" | "lag" | "criteria"
    >,
    Partial<Pick<Task, "score">> {
  readonly symbols: number;
  readonly classes: number;
  /** How an input step shows its symbol; one-hot unless told. */
  readonly encoding?: "one-hot" | "scalar";
  /** Draws a batch. All rows have one length where the readout is on the last step. */
  readonly draw: (stream: Stream, B: number) => readonly SymbolRow[];
  /**
   * Writes the probabilities of the classes at step t into p (all 0 before) for a machine that sees the steps from
   * `from` to t: seen[i] is the symbol of step i, -1 where step i is out of sight.
   */
  readonly believe: (p: Float64Array, seen: Int32Array, from: number, t: number) => void;
  /** The lag of the answer at step t; undefined for one that asks for no memory to speak of. */
  readonly lagAt: (shown: Int32Array, t: number) => number | undefined;
}

/**
 * A task over symbols: x [T, B, symbols] one-hot or [T, B, 1], target [L, B, classes] one-hot; shorter rows are padded
 * with zeros at weight 0.
 */
export function symbolTask(law: SymbolLaw): Task {
  const { name, options, readout, steps, baseline, plateaus, floor, lag, criteria } = law;
  return Object.freeze<Task>({
    name,
    options: Object.freeze(options),
    input: width(law),
    output: law.classes,
    loss: "xent",
    readout,
    steps,
    baseline,
    plateaus,
    floor,
    lag,
    criteria,
    sample: (stream, B) => batchOf(law, law.draw(stream, B)),
    score: law.score ?? scoreClasses,
    ideal: (batch) => within(law, batch, batch.T),
    memoryless: (batch) => within(law, batch, 0),
    within: (batch, k) => within(law, batch, k),
    lags: (batch) => lags(law, batch),
  });
}

function width({ encoding, symbols }: SymbolLaw): number {
  return encoding === "scalar" ? 1 : symbols;
}

function batchOf(law: SymbolLaw, rows: readonly SymbolRow[]): Batch {
  const [B, X, Y] = [rows.length, width(law), law.classes];
  const T = rows.reduce((longest, { shown }) => Math.max(longest, shown.length), 0);
  const scored = law.readout === "every" ? T : 1;
  const x = new Float64Array(T * B * X);
  const target = new Float64Array(scored * B * Y);
  const weight = new Float64Array(scored * B);
  rows.forEach(({ shown, due }, b) => {
    shown.forEach((symbol, t) => {
      if (X === 1) x[t * B + b] = symbol;
      else x[(t * B + b) * X + symbol] = 1;
    });
    due.forEach((answer, t) => {
      if (answer < 0) return;
      const position = scored === 1 ? b : t * B + b;
      target[position * Y + answer] = 1;
      weight[position] = 1;
    });
  });
  return { T, B, x, target, weight };
}

/** The symbols of row b, -1 where it is padded. */
function shownIn(law: SymbolLaw, { T, B, x }: Batch, b: number): Int32Array {
  const X = width(law);
  return Int32Array.from({ length: T }, (_, t) => {
    const at = (t * B + b) * X;
    return X === 1 ? (x[at] ?? -1) : x.subarray(at, at + X).indexOf(1);
  });
}

/** Visits the scored positions of each row with its symbols. */
function eachAnswer(
  law: SymbolLaw,
  batch: Batch,
  visit: (shown: Int32Array, t: number, position: number) => void,
): void {
  const { T, B, weight } = batch;
  for (let b = 0; b < B; b++) {
    const shown = shownIn(law, batch, b);
    for (let t = law.readout === "every" ? 0 : T - 1; t < T; t++) {
      const position = law.readout === "every" ? t * B + b : b;
      if (weight[position] !== 0) visit(shown, t, position);
    }
  }
}

function within(law: SymbolLaw, batch: Batch, k: number): Float64Array {
  const Y = law.classes;
  const y = new Float64Array(batch.weight.length * Y);
  const p = new Float64Array(Y);
  const seen = new Int32Array(batch.T);
  eachAnswer(law, batch, (shown, t, position) => {
    const from = Math.max(0, t - k + 1);
    // A machine that looks further than it may finds -1.
    seen.fill(-1);
    seen.set(shown.subarray(from, t + 1), from);
    law.believe(p.fill(0), seen, from, t);
    y.set(p.map(logit), position * Y);
  });
  return y;
}

function lags(law: SymbolLaw, batch: Batch): number[] {
  const found: number[] = [];
  eachAnswer(law, batch, (shown, t) => {
    const lag = law.lagAt(shown, t);
    if (lag !== undefined) found.push(lag);
  });
  return found;
}
