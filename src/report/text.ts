import { columnsOf, type Style } from "./style.js";

const ASCII: Readonly<Record<string, string>> = {
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
export function plain(text: string, style: Style): string {
  const line = text.replace(/\p{Cc}+/gu, " ");
  if (style.unicode) return line;
  const letters = line.normalize("NFKD").replace(/\p{M}/gu, "");
  return letters.replace(/[^\x20-\x7e]/gu, (character) => ASCII[character] ?? "?");
}

/** `plain`, and cut with an ellipsis where it is longer than `width`. */
export function cut(text: string, width: number, style: Style): string {
  const characters = [...plain(text, style)];
  if (characters.length <= width) return characters.join("");
  const ellipsis = plain("…", style);
  return characters.slice(0, Math.max(0, width - ellipsis.length)).join("") + ellipsis.slice(0, width);
}

/** `plain`, and broken into lines no longer than `width`, those after the first indented: between words or after a comma where that can be. */
export function broken(text: string, width: number, style: Style, indent = ""): string {
  const lines: string[] = [];
  let rest = plain(text, style);
  while (rest.length > 0) {
    const space = width - (lines.length > 0 ? indent.length : 0);
    const at = Math.max(rest.lastIndexOf(" ", space), rest.lastIndexOf(",", space - 1) + 1);
    const end = rest.length <= space ? rest.length : at > space / 2 ? at : space;
    lines.push((lines.length > 0 ? indent : "") + rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return lines.join("\n");
}

/** `plain`, and broken between words so that no line is longer than the terminal is wide. */
export function wrap(text: string, style: Style): string {
  const width = columnsOf(style);
  const lines: string[] = [];
  for (const word of plain(text, style).split(" ")) {
    const last = lines.at(-1);
    const longer = `${last} ${word}`;
    if (last !== undefined && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(cut(word, width, style));
  }
  return lines.join("\n");
}
