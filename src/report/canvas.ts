import type { Paint } from "./style.js";

/** A grid of characters, top row first; undefined is blank. What is drawn later lies above. */
export type Canvas = (Glyph | undefined)[][];

interface Glyph {
  readonly character: string;
  readonly paint: Paint;
}

export function canvas(columns: number, rows: number): Canvas {
  return Array.from({ length: rows }, () => new Array<Glyph | undefined>(columns).fill(undefined));
}

/** Writes text from a place to the right; what lies outside the canvas is left out. */
export function write(on: Canvas, column: number, row: number, text: string, paint: Paint): void {
  const line = on[row];
  if (!line) return;
  [...text].forEach((character, i) => {
    if (column + i >= 0 && column + i < line.length) line[column + i] = { character, paint };
  });
}

/** The rows as text, neighbours of the same colour painted together, no blanks at the end. */
export function rowsOf(drawn: Canvas): string[] {
  return drawn.map((row) => {
    const runs: { text: string; paint: Paint | undefined }[] = [];
    for (const glyph of row.slice(0, 1 + row.findLastIndex((g) => g !== undefined))) {
      const last = runs.at(-1);
      const character = glyph?.character ?? " ";
      if (last && last.paint === glyph?.paint) last.text += character;
      else runs.push({ text: character, paint: glyph?.paint });
    }
    return runs.map(({ text, paint }) => (paint ? paint(text) : text)).join("");
  });
}
