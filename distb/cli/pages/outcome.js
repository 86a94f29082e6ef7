import { count, lossChart, profileChart, profileTable, sentence, topState, } from "../../src/report/index.js";
import { solvedLoss } from "../solved.js";
import { wrapped } from "../text.js";
/** Lines on what is about to run. */
export function heading(task, name, start, style) {
    const options = Object.entries(task.options).map(([key, value]) => `${key} ${String(value)}`);
    const { seed, init } = start.experiment;
    const facts = [
        `${count(start.parameters)} parameters, init ${init?.preset}, seed ${seed}`,
        start.chain.join(", then "),
        `${start.backend}, ${start.precision}`,
    ];
    return [`${task.name} (${options.join(", ")}), ${name}`, ...facts]
        .map((line) => wrapped(line, style.width))
        .join("\n");
}
/** The charts, the table and the sentence at the end of a run. */
export function outcomePage(task, criterion, told, style) {
    const { losses, evaluations } = told;
    const runs = [
        { name: "training batches", points: losses },
        ...(evaluations.length > 0 ? [{ name: "evaluation", points: evaluations }] : []),
    ];
    const solved = solvedLoss(task, criterion);
    const chart = lossChart({ runs, baseline: task.baseline, plateaus: task.plateaus, ...(solved !== undefined && { solved }) }, style);
    return [...(losses.length > 0 ? [chart] : []), ...profilesOf(told, style), sentence(told, style)].join("\n\n");
}
/** How the gradient reached the steps before and after training, drawn for the top layer and in numbers for all. */
function profilesOf({ profileAtStart, profileAtEnd, end }, style) {
    const moments = [
        ["before training", profileAtStart],
        [`after ${count(end.step)} ${end.step === 1 ? "step" : "steps"}`, profileAtEnd],
    ];
    const measured = moments.flatMap(([when, profile]) => (profile ? [{ when, profile }] : []));
    const curves = measured.flatMap(({ when, profile }) => {
        const top = topState(profile);
        return top ? [{ name: when, log10: top.log10 }] : [];
    });
    if (curves.length === 0)
        return [];
    const rows = measured.flatMap(({ when, profile }) => profile.states.map((state) => ({
        name: `${stateName(state, profile)} ${when}`,
        T: profile.T,
        decay: state.decay,
    })));
    return [profileChart(curves, style), profileTable(rows, style)];
}
/** "c", or "layer 2 c" in a stack; layers are counted from 1 for people. */
export function stateName({ layer, state }, { states }) {
    return states.some((other) => other.layer !== layer) ? `layer ${layer + 1} ${state}` : state;
}
