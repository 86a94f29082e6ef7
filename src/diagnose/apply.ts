import type { Experiment } from "../lab/index.js";
import type { Advice } from "./verdict.js";

/** The experiment with a piece of advice followed, for `parseExperiment`: fields are replaced by their paths. */
export function applied(experiment: Experiment, { set }: Pick<Advice, "set">): Record<string, unknown> {
  const changed: Record<string, unknown> = { ...experiment };
  for (const [path, value] of Object.entries(set)) {
    const [outer = "", inner] = path.split(".");
    changed[outer] =
      inner === undefined
        ? value
        : { ...(changed[outer] as Readonly<Record<string, unknown>> | undefined), [inner]: value };
  }
  return changed;
}

/** Whether advice changes nothing but how parameters start, so that one pass on the same engine tries it. */
export const isInitial = ({ set }: Pick<Advice, "set">): boolean =>
  Object.keys(set).every((path) => path === "init" || path.startsWith("init."));

/** Whether following advice makes another experiment. */
export const changes = (experiment: Experiment, advice: Pick<Advice, "set">): boolean =>
  JSON.stringify(applied(experiment, advice)) !== JSON.stringify(experiment);
