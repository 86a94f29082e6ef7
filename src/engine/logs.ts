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
  let top = Number.NEGATIVE_INFINITY;
  for (let b = from; b < to; b++) if ((squares[b] ?? 0) > 0) top = Math.max(top, exponent[b] ?? Number.NaN);
  let sum = 0;
  for (let b = from; b < to; b++) {
    const [square, e] = [squares[b] ?? Number.NaN, exponent[b] ?? Number.NaN];
    if (square !== 0) sum += e === top ? Math.sqrt(square) : Math.sqrt(square) * 2 ** (e - top);
  }
  if (sum === 0) return Number.NEGATIVE_INFINITY;
  if (!(sum < Number.POSITIVE_INFINITY)) return Number.NaN;
  return (Math.log2(sum / (to - from)) + top) * Math.log10(2);
}

/** The name under which a profile has all states of a layer as one vector; nothing when there is only one. */
export const wholeState = (states: readonly string[]): string | undefined => {
  if (states.length <= 3) return states.length > 1 ? `(${states.join(",")})` : undefined;
  return `(${states[0]},..,${states.at(-1)})`;
};
