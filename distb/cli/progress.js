import { progressLine } from "../src/report/index.js";
/** Milliseconds between two lines: a live one is rewritten, others are kept. */
const LIVE = 100;
const KEPT = 5000;
/** Shows where a run is, on stderr: hears every record and writes now and then. */
export function progress(terminal, steps, label = "", now = () => performance.now()) {
    const { isLive, notes } = terminal;
    const prefix = label === "" ? "" : `${label}  `;
    // A line that fills its last column would make the terminal begin another.
    const style = { ...notes, width: notes.width - prefix.length - 1 };
    let shown = now();
    let baseline = Number.NaN;
    // Speed is counted from the first step on: what came before was compiling.
    let first;
    return (record) => {
        if (record.kind === "start")
            baseline = record.baseline;
        if (record.kind === "end")
            terminal.status("");
        if (record.kind !== "step")
            return;
        const time = now();
        first ??= { step: record.step, time };
        if (record.step === first.step || time - shown < (isLive ? LIVE : KEPT))
            return;
        shown = time;
        const { step, loss, gradientNorm } = record;
        const stepsPerSecond = (1000 * (step - first.step)) / (time - first.time);
        const eta = (steps - step) / stepsPerSecond;
        const line = prefix + progressLine({ step, steps, loss, baseline, gradientNorm, stepsPerSecond, eta }, style);
        if (isLive)
            terminal.status(line);
        else
            terminal.note(line);
    };
}
