const INDENT = "  ";
const ASCII = [
    [/·/g, " @ "],
    [/ᵀ/g, ".T"],
    [/⊗/g, " outer "],
];
/** Equations as an indented block; long ones are broken before a "+" and go on under their right-hand side. */
export function equations(lines, style) {
    return lines.flatMap((line) => broken(INDENT + spelled(line, style), style.width)).join("\n");
}
/** The signs of matrix algebra as numpy writes them, where the terminal has ASCII alone. */
function spelled(text, { unicode }) {
    return unicode ? text : ASCII.reduce((result, [sign, word]) => result.replace(sign, word), text);
}
function broken(line, width) {
    if (line.length <= width)
        return [line];
    const margin = " ".repeat(line.indexOf("=") + 2);
    const lines = [];
    for (const [i, term] of line.split(/ (?=\+ )/).entries()) {
        const last = lines.at(-1);
        if (last !== undefined && last.length + 1 + term.length <= width)
            lines[lines.length - 1] = `${last} ${term}`;
        else
            lines.push(i === 0 ? term : margin + term);
    }
    return lines;
}
