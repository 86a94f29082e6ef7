const LOG10_2 = Math.log10(2);

/**
 * log10 of the mean of √squares · 2^exponent over rows [from, to): the largest exponent is taken out, so nothing that
 * counts underflows. -Infinity when every term is zero; NaN when one is not finite.
 */
export function meanLog10(
  squares: ArrayLike<number>,
  exponent: ArrayLike<number>,
  from = 0,
  to = squares.length,
): number {
  let top = exponent[from] ?? Number.NaN;
  let [sum, isEven] = [0, true];
  for (let b = from; b < to; b++) {
    sum += Math.sqrt(squares[b] ?? Number.NaN);
    if (exponent[b] !== top) isEven = false;
  }
  if (!isEven) [sum, top] = uneven(squares, exponent, from, to);
  if (sum === 0) return Number.NEGATIVE_INFINITY;
  if (!(sum < Number.POSITIVE_INFINITY)) return Number.NaN;
  return (Math.log2(sum / (to - from)) + top) * LOG10_2;
}

/** 2^-k, so that no power is computed for a row: what is further below the largest is 0 in float64. */
const POWERS = Float64Array.from({ length: 1100 }, (_, k) => 2 ** -k);

/** The sum of rows that have different exponents, and the largest of these. */
function uneven(
  squares: ArrayLike<number>,
  exponent: ArrayLike<number>,
  from: number,
  to: number,
): [sum: number, top: number] {
  let top = Number.NEGATIVE_INFINITY;
  for (let b = from; b < to; b++) {
    const e = exponent[b] ?? Number.NaN;
    if (e > top && (squares[b] ?? 0) > 0) top = e;
  }
  let sum = 0;
  for (let b = from; b < to; b++) {
    const [square, e] = [squares[b] ?? Number.NaN, exponent[b] ?? Number.NaN];
    if (square !== 0) sum += Math.sqrt(square) * (POWERS[top - e] ?? 2 ** (e - top));
  }
  return [sum, top];
}

/** The same for every step of B rows. */
export function curveOf(
  squares: ArrayLike<number>,
  exponent: ArrayLike<number>,
  T: number,
  B: number,
): Float64Array {
  const curve = new Float64Array(T);
  for (let t = 0; t < T; t++) curve[t] = meanLog10(squares, exponent, t * B, (t + 1) * B);
  return curve;
}

/** The name under which a profile has all states of a layer as one vector; nothing when there is only one. */
export const wholeState = (states: readonly string[]): string | undefined => {
  if (states.length <= 3) return states.length > 1 ? `(${states.join(",")})` : undefined;
  return `(${states[0]},..,${states.at(-1)})`;
};
