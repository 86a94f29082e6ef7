/** What the equations let come along, by the ids of rules: see `explained`. */

/** A gradient that does not arrive. */
export const LOST = ["vanishing", "vanishing-layers", "contracting", "horizon", "forgets-too-soon"] as const;

/** Units that hand nothing back. */
export const SHUT = ["saturated-state", "saturated-gate", "dead-units"] as const;

/** A gradient that grows. */
export const LONG = ["exploding", "exploding-layers", "long-gradient", "chaotic"] as const;

/** Updates that move hardly anything. */
export const STILL = ["update-ratio", "unchanged-tensor"] as const;

/** Steps that lead too far, and what shortens them. */
export const WILD = ["weight-growth", "overshoot", "clip-always", ...STILL] as const;
