/**
 * log10 of the mean of √squares · 2^exponent: the largest term is taken out, so nothing underflows. -Infinity
 * when every term is zero; NaN when one is not finite.
 */
export function meanLog10(squares: ArrayLike<number>, exponent: ArrayLike<number>): number {
  // Rows of one exponent, the ordinary case, need no logarithm each.
  let sum = 0;
  let alike = true;
  for (let b = 0; b < squares.length; b++) {
    sum += Math.sqrt(squares[b] ?? Number.NaN);
    alike &&= exponent[b] === exponent[0];
  }
  if (alike && sum > 0 && sum < Number.POSITIVE_INFINITY)
    return (Math.log2(sum / squares.length) + (exponent[0] ?? 0)) * Math.log10(2);
  const logs = Array.from(squares, (s, b) => 0.5 * Math.log2(s) + (exponent[b] ?? 0));
  if (logs.some((l) => Number.isNaN(l) || l === Number.POSITIVE_INFINITY)) return Number.NaN;
  const top = Math.max(...logs);
  if (top === Number.NEGATIVE_INFINITY) return top;
  const mean = logs.reduce((s, l) => s + 2 ** (l - top), 0) / logs.length;
  return (top + Math.log2(mean)) * Math.log10(2);
}

/** The name under which a profile has all states of a layer as one vector; nothing when there is only one. */
export const wholeState = (states: readonly string[]): string | undefined =>
  states.length > 1 ? `(${states.join(",")})` : undefined;
