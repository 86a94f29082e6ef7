export function canvas(columns, rows) {
    return Array.from({ length: rows }, () => new Array(columns).fill(undefined));
}
/** Writes text from a place to the right; what lies outside the canvas is left out. */
export function write(on, column, row, text, paint) {
    const line = on[row];
    if (!line)
        return;
    [...text].forEach((character, i) => {
        if (column + i >= 0 && column + i < line.length)
            line[column + i] = { character, paint };
    });
}
/** The rows as text, neighbours of the same colour painted together, no blanks at the end. */
export function rowsOf(drawn) {
    return drawn.map((row) => {
        const runs = [];
        for (const glyph of row.slice(0, 1 + row.findLastIndex((g) => g !== undefined))) {
            const last = runs.at(-1);
            const character = glyph?.character ?? " ";
            if (last && last.paint === glyph?.paint)
                last.text += character;
            else
                runs.push({ text: character, paint: glyph?.paint });
        }
        return runs.map(({ text, paint }) => (paint ? paint(text) : text)).join("");
    });
}
