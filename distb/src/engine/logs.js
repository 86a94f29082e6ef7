/**
 * log10 of the mean of √squares · 2^exponent: the largest term is taken out, so nothing underflows. -Infinity
 * when every term is zero; NaN when one is not finite.
 */
export function meanLog10(squares, exponent) {
    const logs = Array.from(squares, (s, b) => 0.5 * Math.log2(s) + (exponent[b] ?? 0));
    if (logs.some((l) => Number.isNaN(l) || l === Number.POSITIVE_INFINITY))
        return Number.NaN;
    const top = Math.max(...logs);
    if (top === Number.NEGATIVE_INFINITY)
        return top;
    const mean = logs.reduce((s, l) => s + 2 ** (l - top), 0) / logs.length;
    return (top + Math.log2(mean)) * Math.log10(2);
}
/** The name under which a profile has all states of a layer as one vector; nothing when there is only one. */
export const wholeState = (states) => states.length > 1 ? `(${states.join(",")})` : undefined;
