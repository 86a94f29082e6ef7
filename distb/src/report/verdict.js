import { fromLog10, significant } from "./numbers.js";
import { log10Reach, verdict } from "./outcome.js";
import { table } from "./table.js";
import { wrap } from "./text.js";
/** One line a run: how much of the gradient reached t = 1 before and after training, and what became of it. */
export function verdictTable(outcomes, style) {
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
function reach(profile) {
    return profile === undefined ? "-" : fromLog10(log10Reach(profile));
}
