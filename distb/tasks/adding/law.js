/** Variance that one operand adds to the target: (scale · width)² / 12, as the values are uniform. */
export function operandVariance(v) {
    return (v.scale * (v.values[1] - v.values[0])) ** 2 / 12;
}
/**
 * Probability that a mark lies under the -1 of step 0, where its operand counts as zero (only `hs97`).
 * All n₁(n₂ - 1) pairs of different steps are equally likely; step 0 is in n₂ - 1 as the first, in n₁ - 1 as the second.
 */
export function hiddenShare(v, T) {
    if (!hidesStart(v, T, T))
        return 0;
    const [a, b] = v.first(T, T);
    const [c, d] = v.second(T, T);
    return 1 / (b - a) + (b - a - 1) / ((b - a) * (d - c - 1));
}
/** Steps from the earliest operand that counts to the read-out step, exactly, over the distribution of sequences. */
export function lagOf(v, T) {
    const [shortest, longest] = v.lengths(T);
    let [min, total, max] = [Number.POSITIVE_INFINITY, 0, 0];
    for (let L = shortest; L <= longest; L++) {
        const earliest = earliestOf(v, L, T);
        min = Math.min(min, L - 1 - earliest.max);
        max = Math.max(max, L - 1 - earliest.min);
        total += L - 1 - earliest.mean;
    }
    return { min, mean: total / (longest - shortest + 1), max };
}
function hidesStart(v, L, T) {
    return v.ends?.(L)[0] === v.first(L, T)[0];
}
/** The earliest step whose operand counts, from its tail: the mean is the sum over k ≥ 1 of P(step ≥ k). */
function earliestOf(v, L, T) {
    const [a, b] = v.first(L, T);
    const [c, d] = v.second(L, T);
    if (v.apart === "disjoint")
        return { min: a, mean: (a + b - 1) / 2, max: b - 1 };
    const hidden = hidesStart(v, L, T) ? 1 : 0;
    // How many pairs of marks have no operand that counts before step k; a hidden mark is never before.
    const pairs = (k) => {
        const n1 = b - Math.max(a, k) + (k > 0 ? hidden : 0);
        const n2 = d - Math.max(c, k) + (k > 0 ? hidden : 0);
        return n1 * n2 - (v.apart === "redraw" ? n1 : 0);
    };
    const all = pairs(0);
    let [min, sum, k] = [0, 0, 1];
    for (let left = pairs(k); k < b && left > 0; left = pairs(++k)) {
        sum += left;
        if (left === all)
            min = k;
    }
    // From b on the first mark must be the hidden one, which leaves d - k pairs for each k.
    const tail = hidden * (d - b);
    return { min, mean: (sum + (tail * (tail + 1)) / 2) / all, max: hidden ? d - 1 : k - 1 };
}
