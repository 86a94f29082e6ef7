import type { Stream } from "../rng/index.js";

/** A way to choose the first values of a parameter. A frozen description that can prove itself. */
export interface Initialiser {
  /** Printed form, e.g. "orthogonal gain 1.5". */
  readonly name: string;
  /** Row-major [rows, cols] values; a vector [n] is rows = n, cols = 1. Fan-in is cols, fan-out is rows. */
  draw(rows: number, cols: number, stream: Stream): Float64Array;
  /**
   * undefined when the values [rows, cols] are what this initialiser promises, else a sentence that says what is
   * wrong. Values that were rounded to float32 pass; statistical promises allow 6 standard errors.
   */
  check(values: ArrayLike<number>, rows: number, cols: number): string | undefined;
}

/** Slack for values that were rounded to float32, relative to their size. */
export const rounding = 1e-6;

/** The same initialiser with every value multiplied by a gain. Throws RangeError for a gain that is not finite. */
export function withGain(base: Initialiser, gain: number): Initialiser {
  requireFinite("gain", gain);
  if (gain === 1) return base;
  return Object.freeze({
    name: `${base.name} gain ${gain}`,
    draw: (rows: number, cols: number, stream: Stream) =>
      base.draw(rows, cols, stream).map((value) => value * gain),
    check(values: ArrayLike<number>, rows: number, cols: number) {
      if (gain !== 0)
        return base.check(
          Float64Array.from(values, (value) => value / gain),
          rows,
          cols,
        );
      return exactly(values, rows, cols, () => 0);
    },
  });
}

/** Checks values that are known one by one: undefined, or a sentence that names the first that differs. */
export function exactly(
  values: ArrayLike<number>,
  rows: number,
  cols: number,
  expected: (index: number) => number,
): string | undefined {
  if (values.length !== rows * cols) return wrongLength(values, rows, cols);
  const at = Array.from(values).findIndex((value, i) => !close(value, expected(i)));
  return at < 0 ? undefined : `value ${at} is ${values[at]}, not ${expected(at)}`;
}

function close(value: number, expected: number): boolean {
  return Math.abs(value - expected) <= rounding * Math.abs(expected);
}

export function wrongLength(values: ArrayLike<number>, rows: number, cols: number): string {
  return `${values.length} values instead of ${rows} × ${cols}`;
}

export function requireFinite(what: string, value: number): void {
  if (!Number.isFinite(value)) throw new RangeError(`${what} must be a finite number, not ${value}.`);
}

/** Throws RangeError for a number below `least`, or not finite. */
export function requireFrom(least: number, what: string, value: number): void {
  if (!(value >= least && value < Infinity))
    throw new RangeError(`${what} must be ${least} or more, not ${value}.`);
}
