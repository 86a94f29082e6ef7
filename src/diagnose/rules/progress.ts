import * as advise from "../advice.js";
import { type Evidence, progress } from "../evidence.js";
import { skill } from "../facts.js";
import type { Stretch } from "../history.js";
import { rule } from "../rule.js";
import { percent, short, steps } from "../text.js";
import { WILD } from "./brings.js";

/** Evaluations where there are enough, else training batches. */
const seriesOf = ({ evaluations, lossHistory }: Evidence): readonly Stretch[] =>
  evaluations.stretches.length >= 4 ? evaluations.stretches : lossHistory.stretches;

/** Solved, or so near the floor that what is left cannot be gained: no loss that stays or swings there is a symptom. */
const isLearnt = ({ facts, bestEvaluation, solvedAt }: Evidence, done: number): boolean =>
  solvedAt !== undefined || skill(facts, bestEvaluation) > done;

/**
 * The loss is that of remembering nothing: whatever the network does, it does not use its memory. (A thousand
 * evaluation sequences of the adding problem put the loss of a constant 5 % off by chance, so the line is at 10 %.)
 */
export const stuck = rule({
  id: "stuck",
  title: "stuck at what remembering nothing gives",
  role: "symptom",
  formula:
    "s = (baseline - loss) / (baseline - floor), the best so far; warn: s < skill after share of the budget and so many steps; fail: at its end",
  thresholds: { skill: 0.1, share: 0.2, steps: 100 },
  source: "own baseline of each task; AUTOTRAINER (slow convergence), SageMaker Debugger (LossNotDecreasing)",
  judge(evidence, { skill: least, share, steps: few }) {
    const { facts, bestEvaluation, solvedAt, end } = evidence;
    const best = Number.isNaN(bestEvaluation)
      ? Math.min(...evidence.lossHistory.stretches.map(({ mean }) => mean))
      : bestEvaluation;
    const value = skill(facts, best);
    const done = progress(evidence);
    if (solvedAt !== undefined || evidence.step < few || done < share || !(value < least)) return undefined;
    return {
      severity: end ? "fail" : "warn",
      value,
      threshold: least,
      sentence: `after ${steps(evidence.step)} the best loss, ${short(best)}, is still that of remembering nothing (${short(facts.baseline)}).`,
    };
  },
});

/** Something was learnt, and then nothing more: the textbooks' slow progress. */
export const plateau = rule({
  id: "plateau",
  title: "no more progress",
  role: "symptom",
  formula:
    "gain of skill over the last 30 % of the steps, not solved and best skill <= done; warn: < gain, judged after share of the budget and so many steps",
  thresholds: { gain: 0.01, share: 0.3, steps: 100, done: 0.95 },
  source: "AUTOTRAINER (delta 0.01, judged after 30 %); done: docs/calibration.md",
  judge(evidence, { gain, share, steps: few, done }) {
    const { facts, step } = evidence;
    const series = seriesOf(evidence);
    if (isLearnt(evidence, done) || step < few || progress(evidence) < share || series.length < 4)
      return undefined;
    const from = step * 0.7;
    const best = (part: readonly Stretch[]) => skill(facts, Math.min(...part.map(({ mean }) => mean)));
    const before = best(series.filter((s) => s.step <= from));
    const since = best(series.filter((s) => s.step > from));
    if (!(since - before < gain)) return undefined;
    const known = facts.plateaus.find(
      ({ loss }) => Math.abs(skill(facts, loss) - Math.max(since, before)) < 0.05,
    );
    const where = known ? `, at the known plateau of ${short(known.loss)} (${known.name})` : "";
    return {
      severity: "warn",
      value: Math.max(0, since - before),
      threshold: gain,
      sentence: `the last 30 % of the steps gained ${percent(Math.max(0, since - before))} of the way from baseline to floor${where}.`,
    };
  },
});

/** The budget is over and the task is not solved. */
export const unsolved = rule({
  id: "unsolved",
  title: "not solved within the budget",
  role: "symptom",
  formula:
    "the run ended by its number of steps, and no evaluation met the criterion; info: skill above skill",
  thresholds: { skill: 0.5 },
  source: "the task's own criterion",
  judge({ end, facts, evaluation, bestEvaluation }, { skill: half }) {
    if (end?.status !== "finished" || !evaluation) return undefined;
    const value = skill(facts, bestEvaluation);
    return {
      severity: value > half ? "info" : "warn",
      value,
      threshold: half,
      sentence: `the best evaluation is ${percent(Math.max(0, value))} of the way from the baseline to the floor.`,
      ...(value > half && { advice: [advise.moreSteps(facts)] }),
    };
  },
});

/** The loss goes up and down: steps too long for where they are. */
export const oscillation = rule({
  id: "oscillation",
  title: "the loss oscillates",
  role: "symptom",
  formula:
    "share of evaluations whose skill falls by >= swing from one to the next, of at least 10, not solved and best skill <= done; warn: >= share",
  thresholds: { swing: 0.03, share: 0.2, done: 0.95 },
  source:
    "AUTOTRAINER (zeta 0.03, eta 0.2); only falls count here, since rises are progress; done: docs/calibration.md",
  judge(evidence, { swing, share, done }) {
    const { evaluations, facts } = evidence;
    const all = evaluations.stretches;
    if (all.length < 10 || isLearnt(evidence, done)) return undefined;
    const skills = all.map(({ mean }) => skill(facts, mean));
    const falls = skills.filter((s, i) => (skills[i - 1] ?? s) - s >= swing).length;
    const value = falls / all.length;
    if (value < share) return undefined;
    return {
      severity: "warn",
      value,
      threshold: share,
      sentence: `${falls} of ${all.length} evaluations lost ${percent(swing)} or more of the way from baseline to floor.`,
      advice: [advise.lowerRate(facts, 3)],
    };
  },
});

/** Sequences are known by heart: those that training never sees come out worse. */
export const overfitting = rule({
  id: "overfitting",
  title: "training sequences are learnt by heart",
  role: "note",
  formula:
    "(evaluation loss - training loss) / training loss, with a fixed set of data; warn: > ratio, and the difference > share of baseline - floor",
  thresholds: { ratio: 0.1, share: 0.02 },
  source: "SageMaker Debugger (Overfit, 0.1)",
  judge({ facts, evaluation, losses }, { ratio, share }) {
    if (facts.experiment.data === "fresh" || !evaluation || losses.values.length < 50) return undefined;
    const training = losses.values.reduce((a, b) => a + b, 0) / losses.values.length;
    const value = (evaluation.loss - training) / training;
    const isLarge = evaluation.loss - training > share * (facts.baseline - facts.floor);
    if (!(value > ratio) || !isLarge) return undefined;
    return {
      severity: "warn",
      value,
      threshold: ratio,
      sentence: `the evaluation loss ${short(evaluation.loss)} is ${percent(value)} above the training loss ${short(training)}.`,
      advice: [advise.freshData()],
    };
  },
});

/** What a readout that starts too large multiplies: also every step, so that the loss jumps at a rate that is right. */
export const startsTooLarge = (
  { firstLoss, facts }: Pick<Evidence, "firstLoss" | "facts">,
  factor = 30,
): boolean => firstLoss / facts.baseline > factor;

/** The first loss is far above that of the best constant answer: the readout starts too large, or far off. */
export const initialLoss = rule({
  id: "initial-loss",
  title: "the first loss is far above the baseline",
  role: "mechanism",
  explains: [...WILD, "long-gradient"],
  formula: "loss of step 1 / baseline, not solved and best skill <= done; warn: > warn, fail: > fail",
  thresholds: { warn: 30, fail: 100, done: 0.95 },
  source: "common practice; the best answer without memory is known for each task; 30: docs/calibration.md",
  judge(evidence, { warn, fail, done }) {
    const { firstLoss, facts } = evidence;
    const value = firstLoss / facts.baseline;
    if (!startsTooLarge(evidence, warn) || isLearnt(evidence, done)) return undefined;
    const isFail = value > fail;
    return {
      severity: isFail ? "fail" : "warn",
      value,
      threshold: isFail ? fail : warn,
      sentence: `before any training the loss is ${short(firstLoss)}, ${short(value)} times that of the best constant answer.`,
      advice: [advise.smallerReadout()],
    };
  },
});
