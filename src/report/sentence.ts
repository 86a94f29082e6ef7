import type { Evaluation } from "../lab/index.js";
import { count, fromLog10, significant } from "./numbers.js";
import { log10Reach, type Outcome, standing } from "./outcome.js";
import type { Style } from "./style.js";
import { wrap } from "./text.js";

/** Below this share (log10) the gradient at the first step is called vanishing, above its inverse exploding. */
const VANISHING = -3;

/** One sentence that says what happened to a run, and how much of the gradient reaches the first step. */
export function sentence(outcome: Outcome, style: Style): string {
  return wrap(`${[ending(outcome), ...gradient(outcome)].join("; ")}.`, style);
}

function ending(outcome: Outcome): string {
  const { start, end } = outcome;
  const before = end.solvedAt === undefined ? "" : `, solved at step ${count(end.solvedAt)}`;
  switch (end.status) {
    case "diverged":
      return `Diverged at step ${count(end.step)}${before}: ${end.reason ?? "the loss is not finite"}`;
    case "interrupted":
      return `Interrupted at step ${count(end.step)}${ofAll(start.experiment)}${before}: ${loss(outcome)}`;
    case "solved":
      return solved(outcome);
    case "stopped early":
      return `Stopped early at step ${count(end.step)}${ofAll(start.experiment)}, not solved (${start.criterion}), ${restored(outcome)}: ${loss(outcome)}`;
    case "finished":
      return end.solvedAt === undefined ? unsolved(outcome) : solved(outcome);
  }
}

function solved({ start, end }: Outcome): string {
  const rule = `Solved at step ${count(end.solvedAt ?? end.step)} (${start.criterion})`;
  if (!end.evaluation) return rule;
  const last = end.restoredFrom ?? end.step;
  const isBack = last < end.step;
  const when = isBack || last === end.solvedAt ? "" : ` at step ${count(last)}`;
  const back = isBack ? `, ended at step ${count(end.step)} ${restored({ end })}` : "";
  return `${rule}${back}: ${measured(end.evaluation)}${when}, baseline ${significant(start.baseline, 4)}`;
}

function measured({ loss, metrics: { accuracy } }: Evaluation): string {
  const share = accuracy === undefined ? "" : ` (accuracy ${significant(accuracy, 4)})`;
  return `evaluation loss ${significant(loss)}${share}`;
}

function unsolved(outcome: Outcome): string {
  const { start, end } = outcome;
  const back = (end.restoredFrom ?? end.step) < end.step ? `, ${restored(outcome)}` : "";
  return `Not solved in ${count(end.step)} steps (${start.criterion})${back}: ${loss(outcome)}`;
}

function restored({ end }: Pick<Outcome, "end">): string {
  return `with the parameters of step ${count(end.restoredFrom ?? end.step)}`;
}

/** The last evaluation against what is known of the task. */
function loss(outcome: Outcome): string {
  const { start, end } = outcome;
  if (!end.evaluation) return "nothing was evaluated";
  const now = measured(end.evaluation);
  const baseline = `the baseline ${significant(start.baseline, 4)}`;
  const where = standing(outcome);
  switch (where.at) {
    case "baseline":
      return `${now} stays at ${baseline} (what one gets by remembering nothing)`;
    case "plateau":
      return `${now} is on the plateau ${significant(where.loss, 4)} (${where.name}), below ${baseline}`;
    case "above":
      return `${now} is above ${baseline} (what one gets by remembering nothing)`;
    case "below":
      return `${now} is ${significant(end.evaluation.loss / start.baseline, 2)} of ${baseline}`;
    case "unknown":
      return now;
  }
}

/** How much of the gradient reaches the first step, at the end or else at the start; nothing when not measured. */
function gradient({ profileAtStart, profileAtEnd }: Outcome): string[] {
  const before = log10Reach(profileAtStart);
  const after = log10Reach(profileAtEnd);
  if (Number.isNaN(before) && Number.isNaN(after)) return [];
  if (Number.isNaN(after)) return [`before training, ${reaching(before)}`];
  const compared = Number.isNaN(before) ? "" : ` (${fromLog10(before)} before training)`;
  return [reaching(after) + compared];
}

function reaching(log10: number): string {
  if (log10 === Number.NEGATIVE_INFINITY) return "nothing of the gradient reaches the first time step";
  if (log10 < VANISHING) return `only ${fromLog10(log10)} of the gradient reaches the first time step`;
  if (log10 > -VANISHING) return `the gradient explodes to ${fromLog10(log10)} times its last value at t = 1`;
  return `the gradient that reaches t = 1 is ${fromLog10(log10)} of the last`;
}

function ofAll(experiment: Readonly<Record<string, unknown>>): string {
  return typeof experiment.steps === "number" ? ` of ${count(experiment.steps)}` : "";
}
