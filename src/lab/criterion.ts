import type { Experiment } from "./experiment.js";
import { refuse, suggest } from "./input.js";
import type { Criterion, Task } from "./task.js";

/** The solved rule of an experiment: the one it names, or the task's first. Throws BadInput for a name unknown there. */
export function findCriterion({ criterion: name }: Experiment, task: Task): Criterion {
  const found = name === undefined ? task.criteria[0] : task.criteria.find((c) => c.name === name);
  if (found) return found;
  const known = task.criteria.map((c) => c.name);
  return refuse(`The task "${task.name}" has no criterion "${name}"; ${suggest(name ?? "", known)}.`);
}
