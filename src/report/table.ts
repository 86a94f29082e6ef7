import Table from "cli-table3";
import { columnsOf, painter, type Style } from "./style.js";
import { broken, cut, plain } from "./text.js";

const GAP = 2;
const WORDS = /[a-z] /i;

/**
 * A table with a rule under its head: the first column to the left, the others to the right. Names and
 * words that are too long go on in the next line, since a name that is cut may be that of another; numbers are cut.
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[], style: Style): string {
  const { bold, dim } = painter(style);
  const [titles = [], ...body] = [head, ...rows].map((row) => row.map((text) => plain(text, style)));
  const natural = titles.map((title, i) =>
    Math.max(1, title.length, ...body.map((row) => row[i]?.length ?? 0)),
  );
  const widths = shrunk(natural, columnsOf(style) - GAP * (head.length - 1));
  const cells = (row: readonly string[]) =>
    row.map((text, i) => {
      const width = widths[i] ?? 0;
      if (i === 0) return broken(text, width, style, width > 8 ? "  " : "");
      return WORDS.test(text) ? broken(text, width, style) : cut(text, width, style);
    });
  const flat = style.unicode ? "─" : "-";
  const drawn = new Table({
    head: cells(titles),
    chars: { ...blank, middle: " ".repeat(GAP), mid: flat, "mid-mid": flat.repeat(GAP) },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
    colWidths: widths,
    colAligns: head.map((_, i) => (i === 0 ? "left" : "right")),
  });
  drawn.push(...body.map(cells));
  const [first = "", rule = "", ...others] = drawn.toString().split("\n");
  return [bold(first), dim(rule), ...others].map((line) => line.trimEnd()).join("\n");
}

const blank = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  right: "",
  "right-mid": "",
};

/** Takes columns off the widest until all fit into the space. */
function shrunk(widths: readonly number[], space: number): number[] {
  const fitted = [...widths];
  for (let over = fitted.reduce((a, b) => a + b, 0) - space; over > 0; over--) {
    const widest = fitted.indexOf(Math.max(...fitted));
    fitted[widest] = Math.max(1, (fitted[widest] ?? 1) - 1);
  }
  return fitted;
}
