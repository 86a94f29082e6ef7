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
  let [top, isEven] = [exponent[from] ?? Number.NaN, true];
  for (let b = from + 1; b < to; b++) {
    const e = exponent[b] ?? Number.NaN;
    if (e !== top) isEven = false;
    if (e > top) top = e;
  }
  let sum = 0;
  if (isEven) for (let b = from; b < to; b++) sum += Math.sqrt(squares[b] ?? Number.NaN);
  else
    for (let b = from; b < to; b++) {
      const below = Math.min(POWERS.length - 1, top - (exponent[b] ?? Number.NaN)) | 0;
      sum += Math.sqrt(squares[b] ?? Number.NaN) * (POWERS[below] ?? Number.NaN);
    }
  // Nothing in the row with the largest exponent, and the others are out of its reach.
  if (!isEven && sum < FAINT) [sum, top] = withoutZeros(squares, exponent, from, to);
  if (sum === 0) return Number.NEGATIVE_INFINITY;
  if (!(sum < Number.POSITIVE_INFINITY)) return Number.NaN;
  return (Math.log2(sum / (to - from)) + top) * LOG10_2;
}

/** 2^-k down to 0, so that no power is computed for a row. */
const POWERS = Float64Array.from({ length: 1100 }, (_, k) => 2 ** -k);
/** Below this, numbers lose digits soon. */
const FAINT = 2 ** -900;

/** The sum of the rows that are not zero, and the largest of their exponents. */
function withoutZeros(
  squares: ArrayLike<number>,
  exponent: ArrayLike<number>,
  from: number,
  to: number,
): [sum: number, top: number] {
  let top = Number.NEGATIVE_INFINITY;
  for (let b = from; b < to; b++) if (squares[b] !== 0) top = Math.max(top, exponent[b] ?? Number.NaN);
  let sum = 0;
  for (let b = from; b < to; b++)
    if (squares[b] !== 0)
      sum += Math.sqrt(squares[b] ?? Number.NaN) * 2 ** ((exponent[b] ?? Number.NaN) - top);
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
