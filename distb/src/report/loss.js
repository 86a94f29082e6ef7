import { chart } from "./chart.js";
/** Draws loss against step (x), with the baseline, the plateaus and the criterion as lines to compare with. */
export function lossChart(spec, style) {
    const { title = "Loss while training", runs, scale = "log", baseline, plateaus = [], solved } = spec;
    const place = scale === "log" ? Math.log10 : (loss) => loss;
    const references = [
        { name: "baseline", y: place(baseline) },
        ...plateaus.map(({ name, loss }) => ({ name, y: place(loss) })),
        ...(solved === undefined ? [] : [{ name: "solved", y: place(solved) }]),
    ];
    const series = runs.map(({ name, points }) => ({
        name,
        points: points.map(({ x, y }) => ({ x, y: place(y) })),
    }));
    const yTitle = scale === "log" ? "loss (log axis)" : "loss";
    const losses = runs.flatMap(({ points }) => points.map(({ y }) => y));
    const notes = [
        ...(losses.every(Number.isFinite) ? [] : ["Gaps: the loss was not finite there."]),
        ...(scale === "log" && losses.includes(0) ? ["Gaps: the loss was exactly zero there."] : []),
    ];
    return chart({ title, xTitle: "step", yTitle, scale: scale === "log" ? "log10" : "linear", series, references, notes }, style);
}
