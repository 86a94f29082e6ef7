import type { OpName } from "../ir/index.js";
import type { Buffer, Ref } from "./memory.js";
import type { Measure, Sweep } from "./update.js";

/** How many rows an instruction runs over: the examples of the batch, or a fixed number (1 for shared values). */
export type Rows = "batch" | number;

/** How an operand of a fused loop is read at (row, column). */
export type Access =
  | "vector" // element (row, column)
  | "shared" // element (0, column): one vector for all rows
  | "row" // element (row, 0): one number a row
  | "rowOf" // element (0, row): one number a row, kept as a vector
  | "one"; // element (0, 0)

/** A value inside a fused loop: a constant, something read, or an op on earlier values by position. */
export type Local =
  | { readonly kind: "const"; readonly value: number }
  | { readonly kind: "load"; readonly from: Ref; readonly access: Access }
  | { readonly kind: "op"; readonly op: OpName; readonly args: readonly number[]; readonly label?: string };

/** Pointwise equations over rows × cols, kept in registers from load to store. */
export interface Loop {
  readonly kind: "loop";
  readonly rows: Rows;
  readonly cols: number;
  readonly locals: readonly Local[];
  readonly stores: readonly { readonly local: number; readonly to: Ref }[];
  /** Sums over the columns of a row, one element a row; then `cols` is a whole number of vectors. */
  readonly sums: readonly { readonly local: number; readonly to: Ref }[];
}

/** A weight matrix, laid out in panels so that a product reads it in order. */
export interface Packed {
  readonly to: Buffer;
  /** Matrices stacked along the contraction: for each, element (k, n) is source[n][k], or source[k][n] when `transposed`. */
  readonly parts: readonly {
    readonly from: Buffer;
    readonly at: number;
    readonly ld: number;
    readonly k: number;
    readonly transposed: boolean;
  }[];
  readonly n: number;
}

/** out [rows, n] (+)= Σ terms: a [rows, k] · packed [k, n]; several outputs share the left operands. */
export interface Gemm {
  readonly kind: "gemm";
  readonly rows: Rows;
  readonly terms: readonly { readonly a: Ref; readonly k: number }[];
  readonly outs: readonly {
    readonly to: Ref;
    readonly n: number;
    readonly weights: Buffer;
    /** What the product is added to: nothing, what `to` holds, or one vector for all rows. */
    readonly start: "zero" | "there" | Ref;
  }[];
}

export interface Pack {
  readonly kind: "pack";
  readonly packed: Packed;
}

/** to [row] = sum or max of from [row, ·]. */
export interface RowReduce {
  readonly kind: "rowReduce";
  readonly op: "sum" | "max";
  readonly rows: Rows;
  readonly from: Ref;
  readonly cols: number;
  readonly to: Ref;
}

/** to [0, ·] = or += sum of from [row, ·] over all rows, from the last step to the first. */
export interface BatchSum {
  readonly kind: "batchSum";
  readonly from: Ref;
  readonly cols: number;
  readonly to: Ref;
  readonly accumulate: boolean;
}

/**
 * to [m, n] = or += Σ over rows of a [row, m] · b [row, n], from the last row to the first: windows of time that
 * are gone through backward then add up in the same order as all time at once. Vector lanes run along n.
 */
export interface Outer {
  readonly kind: "outer";
  readonly rows: Rows;
  readonly a: Ref;
  readonly m: number;
  readonly b: Ref;
  readonly n: number;
  readonly to: Ref;
  readonly accumulate: boolean;
}

/** Copies [rows, cols] between layouts; `add` adds to what is there. Rows of `to` are columns of `from` when transposed. */
export interface Copy {
  readonly kind: "copy";
  readonly rows: number;
  readonly cols: number;
  readonly from: { readonly buffer: Buffer; readonly at: number; readonly ld: number };
  readonly to: { readonly buffer: Buffer; readonly at: number; readonly ld: number };
  readonly transposed: boolean;
  readonly add: boolean;
}

/** to [n, n] = the inverse of from, by Gauss and Jordan without exchanging rows. */
export interface Inverse {
  readonly kind: "inverse";
  readonly n: number;
  readonly from: Ref;
  readonly to: Ref;
}

/** to [n, n] = the identity matrix. */
export interface Identity {
  readonly kind: "identity";
  readonly n: number;
  readonly to: Ref;
}

/** Sets every element of a buffer to zero. */
export interface Zero {
  readonly kind: "zero";
  readonly buffer: Buffer;
}

/**
 * Keeps the backward vector of each row inside the range of numbers: brings what is carried (value ·
 * 2^exponent) and what arrives at this step (value · 2^arrivingExponent) to one exponent, near the larger of
 * the two when they leave 2^±40 at the scale they had, or 0 where that serves. Powers of two only, so no digit changes.
 */
export interface Rescale {
  readonly kind: "rescale";
  /** [t, row] in `squares`: Σ of the squares of a row, at the scale that it gets. */
  readonly carried: readonly { readonly ref: Ref; readonly cols: number; readonly squares?: Ref }[];
  readonly arriving: readonly { readonly ref: Ref; readonly cols: number }[];
  readonly arrivingExponent?: Ref;
  /** [row]: exponent of the row before and after; kept while it keeps the row within 2^±40. */
  readonly exponent: Ref;
  /** [t, row]: the exponent that step t ran with. */
  readonly log: Ref;
  /** [t, row]: the number 1 at that scale, 2^-exponent, for equations that compare with it. */
  readonly unit?: Ref;
}

/** value [row, ·] *= 2^exponent [row]: back to true scale. */
export interface Unscale {
  readonly kind: "unscale";
  readonly values: readonly { readonly ref: Ref; readonly cols: number }[];
  readonly exponent: Ref;
}

export type Instruction =
  | Loop
  | Gemm
  | Pack
  | RowReduce
  | BatchSum
  | Outer
  | Copy
  | Zero
  | Inverse
  | Identity
  | Rescale
  | Unscale
  | Sweep
  | Measure;

/** When a section's instructions run. */
export type Over =
  | "once" // one time
  | "all" // one time, over all rows of all steps at once
  | "last" // one time, over the rows of the last step
  | "forward" // for t = 0 .. T-1
  | "backward"; // for t = T-1 .. 0

export interface Section {
  readonly name: string;
  readonly over: Over;
  readonly instructions: readonly Instruction[];
}
