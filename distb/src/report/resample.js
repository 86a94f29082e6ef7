/** A point farther than this share of the axis from the median of its column is a spike. */
const SPIKE = 1 / 4;
/**
 * One value per column for points in ascending x; NaN is a gap.
 *
 * A column shows the median of its points, so that the noise of a loss curve does not blacken the chart; but
 * a point that lies a quarter of `span` (the height of the axis) or more from that median is a spike, and is
 * shown in its place. A single value without a place on the axis (NaN, infinite, the log10 of an exact zero)
 * makes its column a gap, so that no gap is averaged away. Columns between two points are interpolated.
 */
export function resample(points, columns, columnOf, span) {
    const bins = new Map();
    for (const { x, y } of points) {
        const column = columnOf(x);
        const bin = bins.get(column);
        if (bin)
            bin.push(y);
        else
            bins.set(column, [y]);
    }
    const values = new Array(columns).fill(Number.NaN);
    let previous;
    for (const [column, bin] of bins) {
        const y = representative(bin, span);
        const from = previous ?? { column, y };
        for (let c = from.column + 1; c <= column; c++)
            values[c] = from.y + ((y - from.y) * (c - from.column)) / (column - from.column);
        values[column] = y;
        previous = { column, y };
    }
    return values;
}
function representative(bin, span) {
    if (!bin.every(Number.isFinite))
        return Number.NaN;
    const sorted = Float64Array.from(bin).sort();
    const median = sorted[sorted.length >> 1] ?? Number.NaN;
    const low = sorted[0] ?? median;
    const high = sorted[sorted.length - 1] ?? median;
    const farthest = high - median >= median - low ? high : low;
    return Math.abs(farthest - median) >= SPIKE * span ? farthest : median;
}
