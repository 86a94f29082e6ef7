import { count, duration, significant } from "./numbers.js";
import { columnsOf, type Style } from "./style.js";
import { cut, plain } from "./text.js";

/** Where a run is. */
export interface Progress {
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly baseline: number;
  /** L2 norm of the whole gradient before the optimiser chain. */
  readonly gradientNorm: number;
  readonly stepsPerSecond: number;
  /** Seconds to go. */
  readonly eta: number;
}

/** One line on where a run is. Fields keep their width from step to step; what does not fit is left out. */
export function progressLine(progress: Progress, style: Style): string {
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
