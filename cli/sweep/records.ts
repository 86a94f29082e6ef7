import { compareSettings } from "../../src/stats/index.js";
import type { Summed } from "../pages/summed.js";
import type { Carried } from "./carried.js";

type Line = Readonly<Record<string, unknown>> & { readonly kind: string };

/** A run as a line for machines. */
export function outcomeRecord({ job, outcome, done, seconds }: Carried): Line {
  const { setting, experiment, role } = job;
  const { run, reason, reused, decay, reach, pace } = done;
  return {
    kind: "outcome",
    setting: setting.name,
    values: setting.values,
    role,
    ...outcome,
    ...(reason !== undefined && { reason }),
    ...(run !== undefined && { run }),
    reusedSteps: reused,
    ...(decay && { decay }),
    ...(reach && { reachOfLag: reach }),
    ...(pace !== undefined && { secondsPerStep: pace }),
    seconds,
    experiment,
  };
}

/** What the runs of every setting say together, and the comparisons with the first. */
export function settingRecords(settings: readonly Summed[], compares: boolean): Line[] {
  const [first, ...others] = settings;
  return [
    ...settings.map(({ setting: { name, values }, steps, summary }) => ({
      kind: "setting",
      setting: name,
      values,
      budget: steps,
      ...summary,
    })),
    ...(compares && first
      ? others.map((other) => ({
          kind: "comparison",
          a: other.setting.name,
          b: first.setting.name,
          ...compareSettings(other.outcomes, first.outcomes),
        }))
      : []),
  ];
}
