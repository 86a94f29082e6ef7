export type Real = Float32Array | Float64Array;

/** Where the named parameters lie in the flat arrays. */
export type Layout = readonly {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  readonly bias?: boolean;
}[];

/** A link as plain data, every option filled in: what a record stores and `buildLink` reads. */
export type LinkDescription = { readonly link: string } & Readonly<Record<string, unknown>>;

/**
 * What a link is for: the optimiser of a chain turns gradients into a step downhill; "gradient" links act before
 * it, "update" links after it, "clip" links on either side.
 */
export type Kind = "optimiser" | "gradient" | "update" | "clip";

/** One gradient transformation. A description: frozen, no state. */
export interface Link {
  /** Printed form, e.g. "adam lr 0.005". */
  readonly name: string;
  readonly kind: Kind;
  readonly description: LinkDescription;
  /** A fresh state for parameters of this length and type. */
  init(params: Real, layout: Layout): LinkState;
}

/** A link at work on one set of parameters. */
export interface LinkState {
  /** In place: the gradient becomes what the next link sees. `step` counts the updates done before this one. */
  update(grad: Real, params: Real, step: number): void;
  /** All that the next update depends on besides its arguments, for checkpoints. */
  readonly state: readonly Real[];
  /** Clip links: the factor that the last update multiplied the gradient's norm with; 1 when it did nothing. */
  readonly report?: { readonly scale: number };
}

/** A zero-filled array of the same type and length. */
export function zerosLike(params: Real): Real {
  return params instanceof Float32Array ? new Float32Array(params.length) : new Float64Array(params.length);
}
