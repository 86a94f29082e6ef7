import type { Task, TaskFamily } from "../src/lab/index.js";
import { adding } from "./adding.js";
import { copy } from "./copy.js";
import { digits } from "./digits.js";
import { memorization } from "./memorization.js";
import { multiplication } from "./multiplication.js";
import { nearest } from "./options.js";
import { parity } from "./parity.js";
import { randomPermutation } from "./random-permutation.js";
import { reber } from "./reber.js";
import { recall } from "./recall.js";
import { selectiveCopy } from "./selective-copy.js";
import { temporalOrder } from "./temporal-order.js";
import { twoSequence } from "./two-sequence.js";
import { twoSpirals } from "./two-spirals.js";

/** Every task family by name. */
export const families: Readonly<Record<string, TaskFamily>> = Object.fromEntries(
  [
    adding,
    copy,
    multiplication,
    temporalOrder,
    twoSequence,
    reber,
    memorization,
    randomPermutation,
    selectiveCopy,
    parity,
    recall,
    digits,
    twoSpirals,
  ].map((family) => [family.name, family]),
);

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
