import picocolors from "picocolors";
const MIN_WIDTH = 24;
export function columnsOf(style) {
    return Math.max(MIN_WIDTH, Math.floor(style.width));
}
/** White, black, yellow and the bright colours are left out: each is unreadable on a dark or a light ground. */
const SERIES_COLORS = ["cyan", "magenta", "green", "red", "blue"];
/** Bold, dim and the colour of the n-th series; all of them return the text as it is when colour is off. */
export function painter(style) {
    const colors = picocolors.createColors(style.color);
    const series = (index) => colors[SERIES_COLORS[index % SERIES_COLORS.length] ?? "cyan"];
    return { bold: colors.bold, dim: colors.dim, series };
}
