import type { Buffer } from "../plan/index.js";
import type { Real } from "./engine.js";

/** Moves dense rows in and out of the padded rows of a plan's arena. */
export class PlanMemory {
  constructor(private readonly arena: Real) {}

  view(b: Buffer): Real {
    return this.arena.subarray(b.offset, b.offset + b.times * b.rows * b.ld);
  }

  /** `times` steps of values, from step `first` of what is given. */
  write(b: Buffer, values: ArrayLike<number>, times: number, first = 0): void {
    const to = this.view(b);
    const { cols, ld, rows } = b;
    const start = first * rows * cols;
    if (ld === cols && start === 0 && values.length === times * rows * cols) {
      to.set(values);
      return;
    }
    for (let r = 0, from = start, at = 0; r < times * rows; r++, at += ld)
      for (let j = 0; j < cols; j++, from++) to[at + j] = values[from] ?? Number.NaN;
  }

  /** Values into the first step, or zeros. */
  writeOrClear(b: Buffer, values: ArrayLike<number> | undefined): void {
    if (values) this.write(b, values, 1);
    else this.view(b).fill(0, 0, b.rows * b.ld);
  }

  /** The first `rows` rows of `times` steps from step `first`, as dense rows. */
  readRows(b: Buffer, first: number, times: number, rows: number): Float64Array {
    const n = rows * b.cols;
    const out = new Float64Array(times * n);
    for (let t = 0; t < times; t++)
      out.set(
        this.read({ ...b, rows, offset: b.offset + (first + t) * b.rows * b.ld, times: 1 }, 0, 1),
        t * n,
      );
    return out;
  }

  /** The first steps of a column, copied as it is. */
  column(b: Buffer, times: number): Real {
    return this.view(b).slice(0, times * b.rows);
  }

  /** `times` steps from step `first` as dense rows. */
  read(b: Buffer, first: number, times: number): Float64Array {
    const from = this.view(b).subarray(first * b.rows * b.ld);
    const out = new Float64Array(times * b.rows * b.cols);
    const { cols, ld } = b;
    if (ld === cols) out.set(from.subarray(0, out.length));
    else
      for (let at = 0, start = 0; at < out.length; start += ld)
        for (let j = 0; j < cols; j++, at++) out[at] = from[start + j] ?? Number.NaN;
    return out;
  }
}
