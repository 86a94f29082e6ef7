import { duration, type Style, significant, table } from "../../src/report/index.js";
import type { Carried } from "./carried.js";
import { isReused, type Row, type Standing } from "./tally.js";

/** Lines around the rows of settings. */
const FRAME = 4;

/** The live table: a line on the whole, and a row a setting, those at work first where not all have room. */
export function standingPage(standing: Standing, style: Style, lines: number): string {
  const head = ["", "runs", "solved", "diverged", "loss", "at work"];
  const { rows } = standing;
  const room = Math.max(1, lines - FRAME);
  const busy = rows.filter(({ atWork }) => atWork.length > 0);
  const rest = rows.filter(({ atWork }) => atWork.length === 0);
  const shown = rows.length <= room ? rows : [...busy, ...rest.reverse()].slice(0, room);
  const body = shown.map((row) => [
    row.name,
    String(row.ended),
    countOf(row.solved),
    countOf(row.diverged) + (row.failed > 0 ? ` (${row.failed} failed)` : ""),
    row.losses.length > 0 ? significant(median(row.losses)) : "-",
    row.atWork.map(atWork).join(", "),
  ]);
  return `${table(head, body, style)}\n${wholeLine(standing)}`;
}

/** "23 of 60 runs, 4 reused, 2 diverged; ETA 3m12s". */
export function wholeLine({ runs, diverged, failed, eta }: Standing): string {
  const parts = [
    `${runs.ended} of ${runs.of} runs`,
    ...(runs.reused > 0 ? [`${runs.reused} reused`] : []),
    ...(diverged > 0 ? [`${diverged} diverged`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return parts.join(", ") + (Number.isFinite(eta) ? `; ETA ${duration(eta)}` : "");
}

/** A line when a run is through, for a pipe. */
export function endedLine(carried: Carried, { runs, eta }: Standing): string {
  const { job, outcome, done, seconds } = carried;
  const where = `[${String(runs.ended).padStart(String(runs.of).length)}/${runs.of}]`;
  const loss = outcome.loss === undefined ? "" : `, loss ${significant(outcome.loss)}`;
  const how = isReused(carried) ? "reused" : duration(seconds);
  const left = Number.isFinite(eta) && runs.ended < runs.of ? `, ETA ${duration(eta)}` : "";
  const reason = done.reason === undefined ? "" : `: ${done.reason}`;
  const trial = job.role === "trial" ? "trial of " : "";
  const name = `${trial}${job.setting.name}, seed ${job.experiment.seed}`;
  return `${where} ${name}: ${outcome.status} at step ${outcome.step}${loss} (${how}${left})${reason}`;
}

function atWork({ seed, step, steps, loss }: Row["atWork"][number]): string {
  const share = `${Math.floor((100 * step) / steps)} %`;
  return `seed ${seed} ${share}${Number.isNaN(loss) ? "" : ` loss ${significant(loss, 2)}`}`;
}

const countOf = (n: number) => (n === 0 ? "-" : String(n));

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
