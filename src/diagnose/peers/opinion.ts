import type { TensorProbe } from "../../probe/index.js";
import type { Evidence } from "../evidence.js";

/** What one rule of another monitor says. */
export interface Opinion {
  readonly system: string;
  readonly rule: string;
  readonly formula: string;
  /** "< 1e-7" */
  readonly threshold: string;
  /** Absent where the rule has nothing to look at. */
  readonly value?: number;
  readonly place?: string;
  /** Undefined where the rule has nothing to look at, which `why` explains. */
  readonly fires: boolean | undefined;
  readonly why?: string;
}

export const tensorsOf = ({ probe }: Evidence): readonly TensorProbe[] => probe?.tensors ?? [];

const NO_PROBE = "needs a probe of the tensors";

/** The opinion on the item with the greatest value of `by`. */
export function ofWorst<T extends { readonly name: string }>(
  base: Pick<Opinion, "system" | "rule" | "formula" | "threshold">,
  items: readonly T[],
  by: (item: T) => number,
  fires: (value: number) => boolean,
  least = false,
): Opinion {
  const sorted = items
    .map((item) => ({ name: item.name, value: by(item) }))
    .filter(({ value }) => !Number.isNaN(value))
    .sort((a, b) => (least ? a.value - b.value : b.value - a.value));
  const [worst] = sorted;
  if (!worst) return { ...base, fires: undefined, why: NO_PROBE };
  return { ...base, value: worst.value, place: worst.name, fires: fires(worst.value) };
}

/** The opinion on one number; NaN: there is nothing to look at. */
export function ofValue(
  base: Pick<Opinion, "system" | "rule" | "formula" | "threshold">,
  value: number | undefined,
  fires: (value: number) => boolean,
  why = NO_PROBE,
): Opinion {
  if (value === undefined || Number.isNaN(value)) return { ...base, fires: undefined, why };
  return { ...base, value, fires: fires(value) };
}
