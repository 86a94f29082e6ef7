import type { Ended } from "./plan.js";
import type { Setting } from "./setting.js";
import type { Sweep } from "./sweep.js";

/** A setting and what became of its runs. */
export interface Result<E extends Ended> {
  readonly setting: Setting;
  /** One a seed: of its last round, where there were several. */
  readonly ended: readonly E[];
  /** Steps that these runs were given. */
  readonly steps: number;
}

/** The results among what ended, in the order of the sweep's settings. Trials of tuning are none. */
export function resultsOf<E extends Ended>(
  ended: readonly E[],
  { settings, tuning }: Pick<Sweep, "settings" | "tuning">,
): Result<E>[] {
  const order = settings.flatMap((setting) => [setting, ...(tuning?.candidates.get(setting.name) ?? [])]);
  const byName = new Map<string, E[]>();
  for (const one of ended) {
    if (one.job.role !== "run") continue;
    const { name } = one.job.setting;
    byName.set(name, [...(byName.get(name) ?? []), one]);
  }
  const place = new Map(order.map(({ name }, i) => [name, i]));
  return [...byName.values()]
    .flatMap((all): Result<E>[] => {
      const steps = Math.max(...all.map(({ job }) => job.experiment.steps));
      const last = all.filter(({ job }) => job.experiment.steps === steps);
      const [first] = last;
      return first ? [{ setting: first.job.setting, ended: bySeed(last), steps }] : [];
    })
    .sort((a, b) => (place.get(a.setting.name) ?? 0) - (place.get(b.setting.name) ?? 0));
}

function bySeed<E extends Ended>(ended: readonly E[]): E[] {
  return [...ended].sort((a, b) => a.job.experiment.seed - b.job.experiment.seed);
}
