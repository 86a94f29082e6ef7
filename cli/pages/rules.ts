import type { Rule } from "../../src/diagnose/index.js";
import { type Style, significant } from "../../src/report/index.js";
import { wrapped } from "../text.js";

const ABOUT =
  "A mechanism says why runs fail, a symptom that one does, a note holds for itself; a mechanism without a symptom is a risk. |dL/ds(t)| is the length of the gradient that reaches state s at time step t, T the last step, lag how far back the answer lies; skill is 0 at the task's baseline and 1 at its floor. Words such as warn and share stand for the thresholds.";

const INDENT = "  ";

/** Every rule: what it compares with what, and where that comes from. */
export function rulesPage(rules: readonly Rule[], style: Style): string {
  const line = (text: string) =>
    wrapped(text, style.width - INDENT.length)
      .split("\n")
      .map((part) => INDENT + part)
      .join("\n");
  const listed = rules
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
  return `${wrapped(ABOUT, style.width)}\n\n${listed}`;
}
