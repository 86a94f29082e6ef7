import { painter } from "./style.js";
const LINES = ["┼┤╶╴─╰╭╮╯│", "┼┤╶╴━┗┏┓┛┃", "┼┤╶╴═╚╔╗╝║"];
const MARKERS = ["●", "■", "▲", "◆", "○", "□", "△", "◇"];
/** In ASCII a line is made of its marker, as in gnuplot's dumb terminal. */
const ASCII_MARKERS = ["*", "o", "+", "x", "#", "@", "%", "&"];
/** The pen of the n-th series of a chart. */
export function penOf(index, style) {
    const paint = painter(style).series(index);
    const markers = style.unicode ? MARKERS : ASCII_MARKERS;
    const marker = markers[index % markers.length] ?? "*";
    const symbols = style.unicode
        ? [...(LINES[index % LINES.length] ?? "")]
        : new Array(10).fill(marker);
    const dash = symbols[4] ?? "-";
    return { symbols, marker, sample: dash + marker + dash, paint };
}
