import ndarray from "ndarray";
import type { Value } from "../interp/index.js";
import { at, mapValues } from "./collections.js";

type Values = Record<string, Value>;

/** A value per example times 2^exponent of that example. */
export interface Scaled {
  readonly value: Value;
  readonly exponent: Float64Array;
}

/**
 * Brings what is carried and what arrives to one exponent per example; 0 while both are of ordinary size, and
 * always where examples depend on one another.
 */
export function rescale(
  carry: Values,
  exponent: Float64Array,
  arriving: Scaled,
  B: number,
  independent: boolean,
) {
  const out = new Float64Array(B);
  for (let b = 0; b < B; b++) {
    const sizes = [
      Math.log2(Math.max(0, ...Object.values(carry).map((v) => rowMax(v, b, B)))) + at(exponent, b),
      Math.log2(rowMax(arriving.value, b, B)) + at(arriving.exponent, b),
    ].filter(Number.isFinite);
    const top = Math.floor(Math.max(...sizes));
    out[b] = independent && Number.isFinite(top) && Math.abs(top) > 40 ? top : 0;
  }
  const bring = (v: Value, from: Float64Array): Value =>
    scaled({ value: v, exponent: from.map((e, b) => e - at(out, b)) });
  return {
    carry: mapValues(carry, (v) => bring(v, exponent)),
    arriving: bring(arriving.value, arriving.exponent),
    exponent: out,
  };
}

const rowMax = (v: Value, b: number, B: number): number => {
  const n = v.size / B;
  let max = 0;
  for (let i = b * n; i < (b + 1) * n; i++) max = Math.max(max, Math.abs(at(v.data, i)));
  return max;
};

/** The value itself. Two factors, because 2^exponent alone may leave the range; zero stays zero where both do. */
export function scaled({ value, exponent }: Scaled): Value {
  const n = value.size / exponent.length;
  const half = exponent.map((e) => Math.trunc(e / 2));
  return ndarray(
    value.data.map((x, i) => {
      const b = Math.floor(i / n);
      return x === 0 ? x : x * 2 ** at(half, b) * 2 ** (at(exponent, b) - at(half, b));
    }),
    value.shape,
  );
}

/** The number 1 of every example at its scale, never 0 nor infinite. */
export const unitAt = (exponent: Float64Array): Value =>
  ndarray(
    exponent.map((e) => 2 ** Math.min(1023, Math.max(-1022, -e))),
    [exponent.length],
  );

/** The leaves with every cotangent at its true size, for what is summed over examples. */
export function trueScale(
  leaves: ReadonlyMap<string, Value>,
  exponent: Float64Array,
  B: number,
): Map<string, Value> {
  const made = new Map(
    [...leaves].map(([k, v]) => [
      k,
      k.startsWith("cotangent:") && v.shape[0] === B ? scaled({ value: v, exponent }) : v,
    ]),
  );
  return made.set("cotangent:unit", unitAt(new Float64Array(B)));
}
