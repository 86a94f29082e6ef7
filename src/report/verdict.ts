import type { Profile } from "../probe/index.js";
import { fromLog10, significant } from "./numbers.js";
import { log10Reach, type Outcome, verdict } from "./outcome.js";
import type { Style } from "./style.js";
import { table } from "./table.js";
import { wrap } from "./text.js";

/** One line a run: how much of the gradient reached t = 1 before and after training, and what became of it. */
export function verdictTable(outcomes: readonly Outcome[], style: Style): string {
  const head = ["", "g1/gT before", "after", "loss", "baseline", "solved", "verdict"];
  const rows = outcomes.map((outcome) => [
    outcome.name,
    reach(outcome.profileAtStart),
    reach(outcome.profileAtEnd),
    outcome.end.evaluation ? significant(outcome.end.evaluation.loss) : "-",
    significant(outcome.start.baseline, 4),
    outcome.end.solvedAt === undefined ? "-" : String(outcome.end.solvedAt),
    verdict(outcome),
  ]);
  const note = "g1/gT: the gradient that reaches t = 1 relative to the last, before and after training.";
  return `${table(head, rows, style)}\n${wrap(note, style)}`;
}

function reach(profile: Profile | undefined): string {
  return profile === undefined ? "-" : fromLog10(log10Reach(profile));
}
