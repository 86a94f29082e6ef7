/** An accumulator of clip scales, empty or with those of an earlier part of the run. */
export function clipSummary(scales = []) {
    let steps = 0;
    const clipped = [];
    const summary = {
        add(scale) {
            steps++;
            if (scale !== 1)
                clipped.push(scale);
        },
        get share() {
            return steps === 0 ? 0 : clipped.length / steps;
        },
        get medianScale() {
            return median(clipped);
        },
    };
    for (const scale of scales)
        summary.add(scale);
    return summary;
}
function median(values) {
    const sorted = Float64Array.from(values).sort();
    const middle = sorted.subarray((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
    return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}
