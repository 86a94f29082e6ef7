/** Works out the sizes of a variant for delay T, S symbols from an alphabet of K. */
export function layoutOf(v, T, S, K, encoding) {
    const { recallAfter, scored, scalarDelimiter } = v;
    const blanks = v.blanks(T, S);
    return {
        recallAfter,
        scored,
        scalarDelimiter,
        S,
        K,
        encoding,
        steps: S + blanks[1] + recallAfter + S,
        X: encoding === "one-hot" ? K + 2 : 1,
        Y: v.delimiterClass ? K + 2 : K + 1,
        blanks,
        delimiters: v.delimiters(S),
    };
}
/** Writes a class into x [T, B, X], all zero before, at position t · B + b. */
export function encode(l, x, position, symbol) {
    if (l.encoding === "one-hot")
        x[position * l.X + symbol] = 1;
    else
        x[position] = symbol === l.K + 1 && l.scalarDelimiter === -1 ? -1 : symbol;
}
/** Reads the class that x [T, B, X] shows at position t · B + b. */
export function decode(l, x, position) {
    if (l.encoding === "one-hot")
        return x.subarray(position * l.X, (position + 1) * l.X).indexOf(1);
    const value = x[position] ?? Number.NaN;
    return value === -1 ? l.K + 1 : value;
}
/** Probability that a symbol is recalled at step t; 0 or 1 where the delay is fixed. */
export function recallProbability(l, t) {
    const [fewest, most] = l.blanks;
    // Recall covers [start, start + S) with start = S + blanks + recallAfter.
    const highest = Math.min(most, t - l.S - l.recallAfter);
    const lowest = Math.max(fewest, t - 2 * l.S - l.recallAfter + 1);
    return Math.max(0, highest - lowest + 1) / (most - fewest + 1);
}
