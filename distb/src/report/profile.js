import { chart } from "./chart.js";
import { fromLog10, significant } from "./numbers.js";
import { table } from "./table.js";
/** Draws the gradient against the time step, from t = 1 on the left to t = T on the right. */
export function profileChart(curves, style, title = "Gradient through time") {
    const series = curves.map(({ name, log10 }) => ({ name, points: log10.map((y, i) => ({ x: i + 1, y })) }));
    const isZero = (y) => y === Number.NEGATIVE_INFINITY;
    const isLost = (y) => Number.isNaN(y) || y === Number.POSITIVE_INFINITY;
    const notes = [...gaps(curves, isZero, "exactly zero"), ...gaps(curves, isLost, "not finite")];
    const yTitle = "gradient norm (log axis)";
    return chart({ title, xTitle: "time step t", yTitle, scale: "log10", series, notes }, style);
}
function gaps(curves, isGap, what) {
    const names = curves.filter(({ log10 }) => log10.some(isGap)).map(({ name }) => name);
    return names.length > 0 ? [`Gaps in ${names.join(", ")}: the gradient is ${what} there.`] : [];
}
/** The decay of each profile in numbers. */
export function profileTable(rows, style) {
    const head = ["", "rate per step back", "half-life", "horizon", "first / last"];
    return table(head, rows.map(({ name, T, decay }) => [
        name,
        significant(decay.rate),
        significant(decay.halfLife),
        `${decay.horizon} of ${T - 1}`,
        fromLog10(decay.log10Ratio),
    ]), style);
}
