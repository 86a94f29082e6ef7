import { count, duration, significant } from "./numbers.js";
import { columnsOf } from "./style.js";
import { cut, plain } from "./text.js";
/** One line on where a run is. Fields keep their width from step to step; what does not fit is left out. */
export function progressLine(progress, style) {
    const { step, steps, loss, baseline, gradientNorm, stepsPerSecond, eta } = progress;
    const where = `step ${count(step).padStart(count(steps).length)}/${count(steps)}`;
    const ratio = significant(loss / baseline, 2);
    const skill = `loss ${significant(loss).padEnd(7)} ${ratio.padStart(4)} × baseline`;
    const norm = `|g| ${significant(gradientNorm, 2).padEnd(6)}`;
    const speed = `${significant(stepsPerSecond, 2).padStart(3)} steps/s`;
    const left = `ETA ${duration(eta)}`;
    const width = columnsOf(style);
    const lines = [
        [where, skill, norm, speed, left],
        [where, skill, norm, left],
        [where, skill, left],
        [where, skill],
        [where],
    ].map((fields) => plain(fields.join("  "), style));
    return lines.find((line) => line.length <= width) ?? cut(where, width, style);
}
