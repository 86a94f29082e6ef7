import type { OpName } from "../ir/index.js";

/** Something that went into an operation. */
export interface Term {
  /** E.g. "U[3, 7]". */
  readonly name: string;
  readonly value: number;
}

/** One value of one operation, and where it was computed. */
export interface Finding {
  /** data and parameters: nothing was computed, it was given. */
  readonly phase: "data" | "parameters" | "forward" | "backward" | "update";
  /** Counted from 0; absent in an update. */
  readonly layer?: number | "readout";
  /** Counted from 1; absent for what is computed once for all time steps. */
  readonly t?: number;
  /** The named value that it belongs to, e.g. "f_pre", on the way back "df_pre". */
  readonly name: string;
  /** The gate or state that this is about, e.g. "f", and its activation. */
  readonly gate?: string;
  readonly activation?: string;
  /** "var" for what was given. */
  readonly op: OpName;
  /** The operation with its operands, e.g. "Uf·h[t-1]". */
  readonly equation: string;
  /** Place in the value, each counted from 1: a unit, or row and column. */
  readonly unit: readonly number[];
  /** Of the batch, counted from 1; absent for what all examples share. */
  readonly example?: number;
  /** The parameter that an update moves, e.g. "0.U". */
  readonly parameter?: string;
  readonly value: number;
  /** What went into it; of a sum of products, the largest. Empty where the operation mixes everything. */
  readonly terms: readonly Term[];
}
