import type { Expr } from "../ir/index.js";
import type { Instruction } from "./instruction.js";
import type { Arena, Buffer, Ref } from "./memory.js";

/** A matrix of weights in memory. */
export interface Place {
  readonly buffer: Buffer;
  readonly at: number;
  readonly ld: number;
  readonly rows: number;
  readonly cols: number;
}

/** A value the graph must leave somewhere. `feeds` marks what the next turn of the loop reads. */
export interface Root {
  readonly name: string;
  readonly value: Expr;
  readonly to: Ref;
  readonly feeds?: boolean;
}

/** A gradient the graph adds to a place outside, summed over batch and time. */
export interface Gradient {
  readonly name: string;
  readonly value: Expr;
  readonly to: Place;
  /** Where the sum of each term grows, for a graph that runs over rows: kept from one window of time to the next. */
  readonly sums?: readonly Buffer[];
}

/** The terms of a gradient: each is summed in a place of its own. */
export const gradientTerms = (value: Expr): readonly Expr[] => (value.op === "add" ? value.args : [value]);

/** An outer product is summed transposed when that pads less: lanes run along its second operand. */
export const isTransposed = (m: number, n: number, arena: Arena): boolean =>
  n * arena.pad(m) < m * arena.pad(n);

export interface Graph {
  readonly name: string;
  readonly roots: readonly Root[];
  readonly gradients: readonly Gradient[];
  /** Leaves `role:name` whose value comes from the turn of the loop before; none: no loop. */
  readonly carried: ReadonlySet<string>;
  /** True for a network that runs on the last step only. */
  readonly lastOnly: boolean;
  /** Where a leaf that is a value of rows lives. */
  leaf(e: Expr): Ref;
  /** True for a leaf that nobody reads after this graph: its memory may be written over. */
  spent(e: Expr): boolean;
  /** Where a matrix or vector of parameters (or derived values) lives. */
  place(e: Expr): Place;
  readonly names: ReadonlyMap<Expr, string>;
}

export interface Sizes {
  readonly B: number;
  readonly T: number;
  readonly dims: Readonly<Record<string, number>>;
}

/** The instructions of one graph: before the loop, inside it, after it. */
export interface Scheduled {
  readonly prepare: readonly Instruction[];
  readonly ahead: readonly Instruction[];
  readonly loop: readonly Instruction[];
  readonly after: readonly Instruction[];
  /** False when a step mixes examples, so that rows cannot be split between threads. */
  readonly rowsIndependent: boolean;
  /** Values of the loop that `after` sums over all steps and that depend on what the loop carries. */
  readonly summed: readonly { readonly ref: Ref; readonly cols: number }[];
  /** Sets the sums of gradients to zero. */
  readonly clear: readonly Instruction[];
  /** Adds the sums to the gradients. */
  readonly finish: readonly Instruction[];
}

/** Before the time loop, in it, after it. */
export type Where = "ahead" | "loop" | "after";
