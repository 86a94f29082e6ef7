/**
 * The small imperative language between a plan and its printed code: loops, pointers and vector values. Both
 * printers print all of it and nothing else, so C and WebAssembly compute the same thing in the same order.
 */

/** A whole-number expression; strings are variables. */
export type Int =
  | number
  | string
  | { readonly op: "+" | "-" | "*" | "min" | "/"; readonly a: Int; readonly b: Int };

/** Operations on whole vectors, lane by lane. Shifts and masks work on the bits of each lane. */
export type LaneOp =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "neg"
  | "abs"
  | "sqrt"
  | "min"
  | "max"
  | "less"
  | "select"
  | "and"
  | "or"
  /** All lanes become the sum, or the greatest, of all lanes. */
  | "laneSum"
  | "laneMax";

/** A vector value. */
export type Vec =
  | { readonly v: "ref"; readonly name: string }
  | { readonly v: "const"; readonly value: number }
  | { readonly v: "bits"; readonly bits: bigint }
  /** Lanes from memory at pointer + offset (+ index), in elements. */
  | { readonly v: "load"; readonly at: string; readonly offset: number; readonly index?: string }
  /** One element from memory in every lane. */
  | { readonly v: "splat"; readonly at: string; readonly offset: number }
  | { readonly v: "shift"; readonly left: boolean; readonly by: number; readonly of: Vec }
  | { readonly v: "op"; readonly op: LaneOp; readonly args: readonly Vec[] }
  | { readonly v: "call"; readonly name: string; readonly args: readonly Vec[] };

export type Stmt =
  | {
      readonly s: "for";
      readonly name: string;
      readonly from: Int;
      readonly to: Int;
      readonly step: number;
      readonly body: readonly Stmt[];
    }
  | { readonly s: "down"; readonly name: string; readonly from: Int; readonly body: readonly Stmt[] }
  /**
   * `name` runs over the columns 0, lanes, 2·lanes, ... below `cols`, or every so many `vectors`. It alone is an `index`:
   * what it counts, elements or bytes, is up to the printer.
   */
  | {
      readonly s: "lanes";
      readonly name: string;
      readonly cols: Int;
      readonly vectors?: number;
      readonly body: readonly Stmt[];
    }
  | { readonly s: "int"; readonly name: string; readonly value: Int }
  /** A pointer into the arena, or relative to another pointer. */
  | { readonly s: "ptr"; readonly name: string; readonly base?: string; readonly at: Int }
  | { readonly s: "bump"; readonly name: string; readonly by: Int }
  | { readonly s: "increase"; readonly name: string; readonly by: Int }
  | { readonly s: "let"; readonly name: string; readonly value: Vec }
  | { readonly s: "set"; readonly name: string; readonly value: Vec }
  | {
      readonly s: "store";
      readonly at: string;
      readonly offset: number;
      readonly index?: string;
      readonly value: Vec;
    }
  /** Asks for the memory at pointer + offset + index, to be read or written soon; changes nothing. */
  | { readonly s: "prefetch"; readonly at: string; readonly offset: number; readonly index: string }
  /** First lane to one element. */
  | { readonly s: "storeLane"; readonly at: string; readonly offset: number; readonly value: Vec }
  /** A sum in float64, whatever the elements are: starts at zero, takes in the square of every lane, is stored as one float64. */
  | { readonly s: "total"; readonly name: string }
  | { readonly s: "addSquare"; readonly name: string; readonly value: Vec }
  | { readonly s: "storeTotal"; readonly at: string; readonly name: string }
  /** One element: *to = *from, or += . */
  | { readonly s: "move"; readonly to: string; readonly from: string; readonly add: boolean }
  | { readonly s: "ifLess"; readonly a: Int; readonly b: Int; readonly body: readonly Stmt[] }
  /** Runs when the first lane is not zero. */
  | { readonly s: "ifNonZero"; readonly value: Vec; readonly body: readonly Stmt[] }
  /** Pointers first, each `base + at`, then whole numbers. */
  | {
      readonly s: "call";
      readonly name: string;
      readonly ptrs: readonly { readonly base?: string; readonly at: Int }[];
      readonly ints: readonly Int[];
    }
  /** Names declared inside are not seen outside. */
  | { readonly s: "block"; readonly body: readonly Stmt[] }
  | { readonly s: "comment"; readonly text: string };

/** A procedure on whole numbers and pointers; pointers are passed as names that `ptrs` lists. */
export interface Procedure {
  readonly name: string;
  readonly ptrs: readonly string[];
  readonly ints: readonly string[];
  readonly body: readonly Stmt[];
}

/** A function from vectors to a vector: straight-line. */
export interface VecFunction {
  readonly name: string;
  readonly params: readonly string[];
  readonly body: readonly { readonly name: string; readonly value: Vec }[];
  readonly result: Vec;
}

/** How a kernel's work is split between threads. */
export type Domain =
  | "batch" // rows of the batch: [from, to) within B
  | "all" // rows of all steps: [from, to) within T·B
  | "share"; // (part, parts): each instruction splits itself

export interface Kernel {
  readonly procedure: Procedure;
  readonly domain: Domain;
}

/** Everything a printer needs. Kernels take (T, from, to) or (T, part, parts). */
export interface Module {
  readonly real: "float32" | "float64";
  readonly lanes: number;
  readonly B: number;
  readonly functions: readonly VecFunction[];
  readonly procedures: readonly Procedure[];
  /** By the names of the plan's phases, in the order of their numbers in the printed C. */
  readonly phases: Readonly<Record<string, readonly Kernel[]>>;
  readonly header: readonly string[];
  /** Rows are split between threads in multiples of this. */
  readonly tileRows: number;
}

// Short constructors: the lowering reads better with them.

export const ref = (name: string): Vec => ({ v: "ref", name });
export const num = (value: number): Vec => ({ v: "const", value });
export const op = (name: LaneOp, ...args: Vec[]): Vec => ({ v: "op", op: name, args });
export const load = (at: string, offset = 0, index?: string): Vec => ({
  v: "load",
  at,
  offset,
  ...(index !== undefined && { index }),
});
export const splat = (at: string, offset = 0): Vec => ({ v: "splat", at, offset });
export const plus = (a: Int, b: Int): Int =>
  a === 0 ? b : b === 0 ? a : typeof a === "number" && typeof b === "number" ? a + b : { op: "+", a, b };
export const minus = (a: Int, b: Int): Int =>
  b === 0 ? a : typeof a === "number" && typeof b === "number" ? a - b : { op: "-", a, b };
export const times = (a: Int, b: Int): Int =>
  a === 0 || b === 0
    ? 0
    : a === 1
      ? b
      : b === 1
        ? a
        : typeof a === "number" && typeof b === "number"
          ? a * b
          : { op: "*", a, b };
export const over = (a: Int, b: Int): Int => ({ op: "/", a, b });
export const least = (a: Int, b: Int): Int => ({ op: "min", a, b });
