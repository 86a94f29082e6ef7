import type { Experiment } from "../lab/index.js";
import { type About, type Cure, cure } from "./cure.js";
import { recurrent } from "./layers.js";

type Init = Experiment["init"];

/** A cure that is another start: fields of `init`. Nothing for a network without recurrence, unless `fits` knows better. */
export function start(about: About, init: Partial<Init>, fits: Cure["fits"] = hasRecurrence): Cure {
  return cure(about, {
    sets: Object.keys(init).map((key) => `init.${key}`),
    fits,
    change: (experiment) => ({ ...experiment, init: { ...experiment.init, ...init } }),
  });
}

function hasRecurrence(experiment: Experiment): true | string {
  return recurrent(experiment).length > 0 || "No layer has a state, so there is no recurrent matrix.";
}

/** Whether a layer has a gate that keeps memory, or one that writes to it. */
export function hasMemory(experiment: Experiment): true | string {
  const found = recurrent(experiment);
  if (found.some(({ memory: { keep, write } }) => keep !== undefined || write.length > 0)) return true;
  const names = [...new Set(found.map(({ name }) => name))].join(", ") || "a network without states";
  return `There is no gate that keeps memory in ${names}.`;
}
