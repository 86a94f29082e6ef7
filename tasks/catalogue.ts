import type { Task, TaskFamily } from "../src/lab/index.js";
import { adding } from "./adding.js";
import { copy } from "./copy.js";
import { nearest } from "./options.js";
import { twoSpirals } from "./two-spirals.js";

/** Every task family by name. */
export const families: Readonly<Record<string, TaskFamily>> = {
  adding,
  copy,
  "two-spirals": twoSpirals,
};

/**
 * Makes a task of the catalogue.
 *
 * @throws RangeError when the name, an option or a value is unknown; one sentence that names the nearest known name.
 */
export function makeTask(name: string, options: Readonly<Record<string, unknown>> = {}): Task {
  const family = Object.hasOwn(families, name) ? families[name] : undefined;
  if (!family) {
    const suggestion = nearest(name, Object.keys(families));
    throw new RangeError(`There is no task ${JSON.stringify(name)}; the nearest name is "${suggestion}".`);
  }
  return family.create(options);
}
