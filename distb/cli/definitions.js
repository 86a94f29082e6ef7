import { Help } from "commander";
/** Terms with their explanations beside them, broken to the width, laid out as in the help texts. */
export function definitions(rows, width) {
    const help = new Help();
    help.helpWidth = Math.max(40, width);
    const longest = Math.max(0, ...rows.map(([term]) => term.length));
    return rows.map(([term, text]) => help.formatItem(term, longest, text, help)).join("\n");
}
