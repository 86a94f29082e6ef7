import { columnsOf } from "./style.js";
const ASCII = {
    "≤": "<=",
    "≥": ">=",
    "×": "x",
    "·": "-",
    "–": "-",
    "—": "-",
    "→": "->",
    "‖": "||",
    "∞": "inf",
};
/** The text on one line, in the character set of the terminal. */
export function plain(text, style) {
    const line = text.replace(/\p{Cc}+/gu, " ");
    if (style.unicode)
        return line;
    const letters = line.normalize("NFKD").replace(/\p{M}/gu, "");
    return letters.replace(/[^\x20-\x7e]/gu, (character) => ASCII[character] ?? "?");
}
/** `plain`, and cut with an ellipsis where it is longer than `width`. */
export function cut(text, width, style) {
    const characters = [...plain(text, style)];
    if (characters.length <= width)
        return characters.join("");
    const ellipsis = plain("…", style);
    return characters.slice(0, Math.max(0, width - ellipsis.length)).join("") + ellipsis.slice(0, width);
}
/** `plain`, and broken between words so that no line is longer than the terminal is wide. */
export function wrap(text, style) {
    const width = columnsOf(style);
    const lines = [];
    for (const word of plain(text, style).split(" ")) {
        const last = lines.at(-1);
        const longer = `${last} ${word}`;
        if (last !== undefined && longer.length <= width)
            lines[lines.length - 1] = longer;
        else
            lines.push(cut(word, width, style));
    }
    return lines.join("\n");
}
