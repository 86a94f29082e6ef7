import { extent } from "d3-array";

/** What the colours of a map mean. */
export interface ColorScale {
  readonly name: string;
  /** Where a value lies, from 0 to 1. */
  share(value: number): number;
  text(value: number): string;
  /** Values for the legend. */
  readonly stops: readonly number[];
}

const STOPS = [0, 0.25, 0.5, 0.75, 1];
/** Below this span, whole powers of ten are too few to tell values apart. */
const FEW_DECADES = 3;

/** Shares from 0 to 100 %, whatever is there. */
export function shareScale(name: string): ColorScale {
  return {
    name: `${name}, %`,
    share: clamped,
    text: (value) => String(Math.round(100 * value)),
    stops: STOPS,
  };
}

/** Powers of ten, from the least to the greatest finite one of the values; what lies beyond has the last colour. */
export function log10Scale(name: string, values: readonly number[]): ColorScale {
  const [low = 0, high = 0] = extent(values.filter(Number.isFinite));
  const digits = high - low < FEW_DECADES ? 1 : 0;
  const stops = low < high ? STOPS.map((share) => low + share * (high - low)) : [low];
  return {
    name: `${name}, log10`,
    share: (value) => (low < high ? clamped((value - low) / (high - low)) : clamped(value - low + 0.5)),
    // Infinity is written "inf"; + 0 turns -0 into 0.
    text: (value) =>
      Number.isFinite(value)
        ? String(Number(value.toFixed(digits)) + 0)
        : String(value).replace("Infinity", "inf"),
    stops,
  };
}

const clamped = (x: number): number => Math.min(1, Math.max(0, x));
