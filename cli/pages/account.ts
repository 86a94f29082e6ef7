import { count, duration, type Style } from "../../src/report/index.js";
import type { Carried } from "../sweep/carried.js";
import { isReused } from "../sweep/tally.js";
import { wrapped } from "../text.js";

/** Failed runs that are named. */
const MOST = 10;

/** What failed, each with its reason, and what was computed and what was there. */
export function account(carried: readonly Carried[], seconds: number, { width }: Style): string {
  const reused = carried.filter(isReused).length;
  const continued = carried.filter((one) => !isReused(one) && one.done.reused > 0).length;
  const computed = carried.length - reused;
  const parts = [
    `${count(computed)} ${computed === 1 ? "run" : "runs"} computed in ${duration(seconds)}`,
    ...(continued > 0 ? [`${continued} of them from where they were`] : []),
    ...(reused > 0 ? [`${reused} reused`] : []),
    ...["stopped early", "diverged", "failed"].flatMap((status) => {
      const n = carried.filter(({ outcome }) => outcome.status === status).length;
      return n > 0 ? [`${n} ${status}`] : [];
    }),
  ];
  const failed = carried
    .filter(({ outcome }) => outcome.status === "failed")
    .map(
      ({ job, done }) =>
        `Failed: ${job.setting.name}, seed ${job.experiment.seed}: ${(done.reason ?? "no reason is known").replace(/\.$/, "")}.`,
    );
  const more = failed.length > MOST ? [`... and ${failed.length - MOST} more failed.`] : [];
  return [...failed.slice(0, MOST), ...more, `${parts.join(", ")}.`]
    .map((line) => wrapped(line, width))
    .join("\n");
}
