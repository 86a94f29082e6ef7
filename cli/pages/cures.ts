import type { LeftOut } from "../../src/cures/index.js";
import { cures, usual } from "../../src/cures/index.js";
import type { Style } from "../../src/report/index.js";
import { definitions } from "../definitions.js";
import { wrapped } from "../text.js";

/** Every cure with what it does and its source; those tried unasked are marked. */
export function curesPage({ width }: Style): string {
  const rows = [...cures.values()].map(
    ({ name, title, source }) => [usual.includes(name) ? `${name} *` : name, `${title} (${source})`] as const,
  );
  return `${definitions(rows, width)}\n\n${wrapped("* tried where --cures names none, as far as it fits the base.", width)}`;
}

/** What was not tried, a sentence each. */
export function leftOutLines(leftOut: readonly LeftOut[], { width }: Style): string {
  return leftOut
    .map(({ cure, from, reason }) =>
      wrapped(`${from === "all" ? "Not in all" : "Not tried"}: ${cure.name}. ${reason}`, width),
    )
    .join("\n");
}
