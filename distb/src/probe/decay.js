/** A step back counts as remembered while its gradient is at least 10^-3 of the last one. */
const HORIZON_DECADES = 3;
/** log10 is exact to about 1e-14 here; a profile that meets 1e-3 exactly must not fall short by rounding. */
const ROUNDING = 1e-9;
/** Share of the steps cut off at either end before the fit: the loss and the initial state bend the ends. */
const TRIM = 0.1;
/** Pairs grow with the square of the points, so longer profiles are thinned evenly to this many. */
const MAX_POINTS = 500;
/**
 * What the shape of a profile says about memory.
 *
 * `log10[t-1]` is log10 ‖dL/ds_t‖, as in `StateProfile`. Steps are counted back from the last one, so that
 * a rate below 1 is a vanishing gradient and a profile α^(T-t) has the rate α.
 *
 * - rate: Theil-Sen slope (the median of the slopes between all pairs) over the middle 80 % of the finite
 *   steps. Exact zeros and non-finite values take no part. NaN with fewer than two points.
 * - horizon: the largest k ≤ T-1 such that each of the last k+1 values is at least 1e-3 of the last one.
 *   An exact zero or a non-finite value ends it; it is 0 when the last value is one.
 * - log10Ratio: first minus last; -Infinity when nothing arrives, NaN when both are zero or one is NaN.
 */
export function fitDecay(log10) {
    const slope = theilSen(middle(stepsBack(log10)));
    return {
        rate: 10 ** slope,
        halfLife: Math.log10(2) / Math.abs(slope),
        horizon: horizon(log10),
        log10Ratio: (log10[0] ?? Number.NaN) - (log10.at(-1) ?? Number.NaN),
    };
}
function stepsBack(log10) {
    return log10.map((y, i) => ({ k: log10.length - 1 - i, y })).filter(({ y }) => Number.isFinite(y));
}
function middle(points) {
    const cut = Math.floor(points.length * TRIM);
    const kept = points.slice(cut, points.length - cut);
    if (kept.length <= MAX_POINTS)
        return kept;
    return kept.filter((_, i) => isPicked(i, kept.length));
}
/** True for MAX_POINTS of n indices, evenly spread, the same ones every time. */
function isPicked(i, n) {
    return Math.floor((i * MAX_POINTS) / n) !== Math.floor(((i - 1) * MAX_POINTS) / n);
}
function theilSen(points) {
    const slopes = [];
    points.forEach((a, i) => {
        for (const b of points.slice(i + 1))
            slopes.push((b.y - a.y) / (b.k - a.k));
    });
    return median(Float64Array.from(slopes).sort());
}
function median(sorted) {
    const n = sorted.length;
    const low = sorted[Math.floor((n - 1) / 2)] ?? Number.NaN;
    const high = sorted[Math.floor(n / 2)] ?? Number.NaN;
    return (low + high) / 2;
}
function horizon(log10) {
    const last = log10.at(-1) ?? Number.NaN;
    if (!Number.isFinite(last))
        return 0;
    const bound = last - HORIZON_DECADES - ROUNDING;
    let k = 0;
    while (k < log10.length - 1 && isAbove(log10[log10.length - 2 - k], bound))
        k++;
    return k;
}
/** False for NaN and for a missing value. */
function isAbove(value, bound) {
    return value !== undefined && value >= bound && value < Number.POSITIVE_INFINITY;
}
