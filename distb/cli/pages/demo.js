import { count, lossChart, profileChart, significant, topState, verdict, verdictTable, } from "../../src/report/index.js";
import { solvedLoss } from "../solved.js";
import { wrapped } from "../text.js";
/** What the task is and why it is hard. */
export function introduction(task, { width }) {
    const { baseline, lag, steps } = task;
    const problem = `The adding problem: of ${steps} random numbers two are marked, and the sum of these two is asked for at the ` +
        `end. A network that remembers nothing has a loss of ${significant(baseline, 4)}, the baseline. To do better, ` +
        `the gradient must find its way back over up to ${lag.max} steps.`;
    const networks = "rnn (pytorch) is the plain network as PyTorch starts it; rnn, lstm and gru start as Hindsight " +
        "recommends: orthogonal recurrence, and gates that stay open about as long as the task is.";
    return [problem, networks].map((text) => wrapped(text, width)).join("\n\n");
}
/** How the gradient reaches the steps before training. */
export function before(networks, style) {
    return profileChart(curvesOf(networks), style, "1  Gradient through time, before training");
}
/** One line when a network is through. */
export function ended(told, { width }) {
    const { end, name } = told;
    const loss = end.evaluation ? `, evaluation loss ${significant(end.evaluation.loss)}` : "";
    return wrapped(`${name}: ${verdict(told)} after ${count(end.step)} steps${loss}`, width);
}
/** The charts and the table when all networks are through. */
export function after(task, told, style) {
    const solved = solvedLoss(task, undefined);
    const runs = told.map(({ name, losses }) => ({ name, points: losses }));
    const loss = {
        title: "2  Loss while training",
        runs,
        baseline: task.baseline,
        ...(solved !== undefined && { solved }),
    };
    const profiles = told.flatMap(({ name, profileAtEnd }) => profileAtEnd ? [{ name, profile: profileAtEnd }] : []);
    return [
        ...(runs.some(({ points }) => points.length > 0) ? [lossChart(loss, style)] : []),
        ...(profiles.length > 0
            ? [profileChart(curvesOf(profiles), style, "3  Gradient through time, after training")]
            : []),
        ...(told.length > 0 ? [verdictTable(told, style)] : []),
        next,
    ].join("\n\n");
}
const next = `Next:
  hindsight show lstm         its equations, and the way back derived from them
  hindsight profile adding --cell lstm --forget-bias 0,1,2 --init pytorch
  hindsight train copy --cell gru`;
function curvesOf(networks) {
    return networks.map(({ name, profile }) => ({ name, log10: topState(profile)?.log10 ?? [] }));
}
