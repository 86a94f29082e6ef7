import type { Rule } from "../../src/diagnose/index.js";
import { type Style, significant } from "../../src/report/index.js";
import { wrapped } from "../text.js";

const INDENT = "  ";

/** Every rule: what it compares with what, and where that comes from. */
export function rulesPage(rules: readonly Rule[], style: Style): string {
  const line = (text: string) =>
    wrapped(text, style.width - INDENT.length)
      .split("\n")
      .map((part) => INDENT + part)
      .join("\n");
  return rules
    .map(({ id, title, role, formula, thresholds, source }) => {
      const values = Object.entries(thresholds).map(([name, value]) => `${name} ${significant(value)}`);
      return [
        wrapped(`${id}: ${title} (${role})`, style.width),
        line(formula),
        line(`thresholds: ${values.join(", ")}`),
        line(`source: ${source}`),
      ].join("\n");
    })
    .join("\n\n");
}
