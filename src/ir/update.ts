import { type Expr, type Scalar, variable } from "./expr.js";

/** One element of an array as long as all parameters together, or a number that all elements share. */
export type Element = Expr<Scalar>;

/**
 * How parameters move, as equations of one element: what an optimiser is to whoever runs it.
 *
 * The leaves are `p`, the parameter; `g`, its gradient; the state, which lives from step to step and is zero at the start;
 * the numbers, which are given anew at every step; and the tensor numbers, which are given for each tensor.
 */
export interface Update {
  readonly state: readonly string[];
  readonly numbers: readonly string[];
  readonly tensorNumbers: readonly string[];
  /** Values whose size may be measured between the moves: `g`, `p`, and what numbers depend on. */
  readonly measured: readonly Element[];
  /** The new values: `p`; `g`, which becomes what was subtracted from p; and every state. */
  readonly next: Readonly<Record<string, Element>>;
}

/** A leaf of an update. */
export const element = (name: string): Element => variable("input", name, []);
/** A leaf that lives from step to step. */
export const kept = (name: string): Element => variable("state", name, []);
