import type { Element } from "../ir/index.js";

export type Real = Float32Array | Float64Array;

/** One named parameter in the flat arrays. */
export interface Tensor {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  readonly bias?: boolean;
}

/** Where the named parameters lie in the flat arrays: one after another, without gaps. */
export type Layout = readonly Tensor[];

/** A link as plain data, every option filled in: what a record stores and `buildLink` reads. */
export type LinkDescription = { readonly link: string } & Readonly<Record<string, unknown>>;

/**
 * What a link is for: the optimiser of a chain turns gradients into a step downhill; "gradient" links act before
 * it, "update" links after it, "clip" links on either side.
 */
export type Kind = "optimiser" | "gradient" | "update" | "clip";

/** How large a gradient is. */
export interface Norms {
  /** The L2 norm of the whole. */
  readonly norm: number;
  /** The L2 norm of each tensor, in the order of the layout. */
  readonly tensors: Float64Array;
  /** The size of the largest element. */
  readonly largest: number;
}

/** What a link makes of the evaluations of one run, which it is told in their order. */
export interface Watch {
  evaluated(loss: number): void;
  /** What the link multiplies the learning rate with from now on. */
  readonly factor: number;
}

/** One step of one link. What it measures is computed when it is asked for. */
export interface Moment {
  /** Updates done before this one. */
  readonly step: number;
  /** The gradient as it arrives at the link. */
  readonly before: Norms;
  /** The gradient as it leaves the link. */
  readonly after: Norms;
  /** That of the link's watch; 1 for a link without. */
  readonly factor: number;
}

type Numbers = Readonly<Record<string, number>>;

/** One gradient transformation. A description: frozen, no state. */
export interface Link {
  /** Printed form, e.g. "adam lr 0.005". */
  readonly name: string;
  readonly kind: Kind;
  readonly description: LinkDescription;
  /** Arrays that the link may keep from step to step. */
  readonly state: readonly string[];
  readonly measures: readonly ("before" | "after")[];
  /**
   * What the link does to one element: from the gradient `g`, the parameter `p`, the state and the numbers to the new
   * gradient and the new state. State of which no new value is returned is not kept.
   */
  equations(element: Readonly<Record<string, Element>>): Readonly<Record<string, Element>>;
  /** The numbers of one step, in float64. */
  numbers(at: Moment): Numbers;
  /** Those that differ between tensors. */
  tensorNumbers(at: Moment, tensor: Tensor, i: number): Numbers;
  /** Clip links that may change the gradient's direction, too. */
  readonly turns?: true;
  /** Clip links: the factor that the link multiplies the gradient's norm with; 1 when it does nothing. */
  readonly scale?: (at: Moment) => number;
  /** Links that depend on evaluations: a fresh watch, for one run. */
  readonly watch?: () => Watch;
}
